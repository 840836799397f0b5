"""Indexing after a change, whoever made it: editor, loader, scheduled publication."""

from typing import Any

from django.db.models import Model, Q
from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.models import Page
from wagtail.signals import post_page_move

from portal.accounts.models import Service
from portal.media.models import CustomDocument
from projects.comments.models import Comment
from projects.comments.signals import comment_deleted
from projects.groups.models import WorkingGroupPage
from projects.models import ActionPage, Axis, Tag, TaggedAction, Theme
from search.index.documents import file_key, page_key, theme_key
from search.index.sync import record
from videos.models import FilmPage


def page_saved(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """Index a page that was published, edited or unpublished: each saves it."""
    if issubclass(sender, Page):
        record([page_key(instance.pk)])
        if sender._meta.label_lower == "projects.projectpage":
            _record_themes(Q(axis__project=instance.pk))


def page_deleted(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    record([page_key(instance.pk)])


def page_moved(sender: type[Page], instance: Page, parent_page_after: Page, **kwargs: Any) -> None:
    """Index a whole subtree, whose paths have changed, and the sisters that made room for it."""
    moved = Page.objects.filter(path__startswith=parent_page_after.path, path__gte=instance.path)
    record(page_key(pk) for pk in moved.values_list("pk", flat=True))
    _record_themes(Q(axis__project__in=moved.values("pk")))


def theme_changed(sender: type[Theme], instance: Theme, **kwargs: Any) -> None:
    record([theme_key(instance.pk)])
    _record_pages_of(Q(pk=instance.pk))


def axis_changed(sender: type[Axis], instance: Axis, **kwargs: Any) -> None:
    _record_themes(Q(axis=instance.pk))
    _record_pages_of(Q(axis=instance.pk))


def tag_changed(sender: type[Tag], instance: Tag, **kwargs: Any) -> None:
    tagged = TaggedAction.objects.filter(tag=instance.pk)
    record(page_key(pk) for pk in tagged.values_list("content_object_id", flat=True))


def tag_removed(sender: type[TaggedAction], instance: TaggedAction, **kwargs: Any) -> None:
    record([page_key(instance.content_object_id)])


def service_changed(sender: type[Service], instance: Service, **kwargs: Any) -> None:
    for model in (ActionPage, WorkingGroupPage):
        led = model.objects.filter(lead_service=instance.pk)
        record(page_key(pk) for pk in led.values_list("pk", flat=True))


def comment_changed(sender: type[Comment], comment: Comment, **kwargs: Any) -> None:
    record([page_key(comment.page_id)])


def comment_saved(sender: type[Comment], instance: Comment, **kwargs: Any) -> None:
    comment_changed(sender, instance)


def file_changed(sender: type[CustomDocument], instance: CustomDocument, **kwargs: Any) -> None:
    record([file_key(instance.pk)])


def file_tagged(sender: type[Model], instance: Model, action: str, **kwargs: Any) -> None:
    """Index a file again: its form saves its tags after the file itself."""
    if isinstance(instance, CustomDocument) and action.startswith("post_"):
        record([file_key(instance.pk)])


def file_tag_changed(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    tagged = CustomDocument.objects.filter(tags=instance.pk)
    record(file_key(pk) for pk in tagged.values_list("pk", flat=True))


def file_tag_removed(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    if instance.content_type.model_class() is CustomDocument:
        record([file_key(instance.object_id)])


def _record_themes(condition: Q) -> None:
    record(theme_key(pk) for pk in Theme.objects.filter(condition).values_list("pk", flat=True))


def _record_pages_of(condition: Q) -> None:
    themes = Theme.objects.filter(condition).values("pk")
    actions = ActionPage.objects.filter(Q(theme__in=themes) | Q(other_themes__in=themes))
    films = FilmPage.objects.filter(themes__in=themes)
    pages = {*actions.values_list("pk", flat=True), *films.values_list("pk", flat=True)}
    record(map(page_key, sorted(pages)))


post_save.connect(page_saved)
post_delete.connect(page_deleted, sender=Page)
post_page_move.connect(page_moved)
post_save.connect(theme_changed, sender=Theme)
post_delete.connect(theme_changed, sender=Theme)
post_save.connect(axis_changed, sender=Axis)
post_save.connect(tag_changed, sender=Tag)
post_delete.connect(tag_removed, sender=TaggedAction)
post_save.connect(service_changed, sender=Service)
post_save.connect(comment_saved, sender=Comment)
comment_deleted.connect(comment_changed, sender=Comment)
post_save.connect(file_changed, sender=CustomDocument)
post_delete.connect(file_changed, sender=CustomDocument)
m2m_changed.connect(file_tagged, sender=CustomDocument.tags.through)
post_save.connect(file_tag_changed, sender=CustomDocument.tags.through.tag_model())
post_delete.connect(file_tag_removed, sender=CustomDocument.tags.through)
