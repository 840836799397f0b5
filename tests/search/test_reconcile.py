"""Comparing the index with the database sees any change of what a document is made of, and makes no other."""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from wagtail.fields import StreamField
from wagtail.models import Collection, Page

from portal.media.models import CustomDocument
from projects.groups.models import WorkingGroupPage
from projects.models import ActionPage, Axis, ProjectPage, Tag, Theme
from projects.newsletters.models import NewsletterPage
from projects.proposals.enums import ProposalOutcome
from projects.proposals.models import ProposalPage
from projects.proposals.services import answer_proposal, propose
from search.index.documents import build, build_all, digests, page_key
from search.index.sync import rebuild, reconcile
from tests.factories import (
    ActionPageFactory,
    CommentFactory,
    EditorialPageFactory,
    FilmPageFactory,
    NewsletterPageFactory,
    OrganisationFactory,
    ProposalIndexPageFactory,
    ServiceFactory,
    TagFactory,
    ThemeFactory,
    UserFactory,
    WorkingGroupPageFactory,
)
from videos.models import FilmPage

pytestmark = pytest.mark.django_db

VTT = b"WEBVTT\n\n00:00:02.000 --> 00:00:04.000\nBonjour.\n"


@pytest.fixture
def everything(index: Path) -> ActionPage:
    """One thing of each kind, with all that may be attached to it."""
    film = FilmPageFactory(captions=ContentFile(VTT, "film.vtt"))
    film.themes.set([ThemeFactory()])
    film.save()
    action = ActionPageFactory(lead_service=ServiceFactory())
    action.tags.add(TagFactory())
    action.organisations.set([OrganisationFactory()])
    action.other_themes.set([ThemeFactory(axis=action.theme.axis)])
    action.films.set([film])
    action.related_actions.set([ActionPageFactory(parent=action.get_parent())])
    action.save()
    WorkingGroupPageFactory(parent__parent=action.get_parent().get_parent(), lead_service=ServiceFactory())
    NewsletterPageFactory()
    EditorialPageFactory()
    index_page = ProposalIndexPageFactory()
    proposal = propose(
        index=index_page, author=UserFactory(), title="Un abri", why="Pour la pluie.", theme=action.theme
    )
    answer_proposal(
        proposal=proposal, author=UserFactory(), outcome=ProposalOutcome.NOT_TAKEN_UP, reason="Trop cher."
    )
    CustomDocument.objects.create(title="Registre", file=ContentFile(b"x", "x.txt")).tags.add("volière")
    CommentFactory(page=action)
    rebuild()
    return action


def contents() -> dict[str, Any]:
    return {doc.key: doc for doc in build_all(1)}


def changes() -> Iterator[tuple[models.Model, str, Any]]:
    """Yield every column of what can be found, and of what it names, with another value for it."""
    shown = [ActionPage, FilmPage, NewsletterPage, WorkingGroupPage, ProposalPage, ProjectPage, Theme, Axis]
    for model in [*shown, Tag, CustomDocument, *(field.related_model for field in _relations())]:
        row = model._default_manager.first()
        if row is None:
            continue
        for column in model._meta.concrete_fields:
            value = getattr(row, column.attname)
            other = _other(column, value)
            if other is not None:
                yield row, column.attname, other


def _relations() -> list[Any]:
    return [ActionPage._meta.get_field(name) for name in ("lead_service", "organisations")]


def _other(column: models.Field[Any, Any], value: Any) -> Any:
    """Return another value for a column that holds *value*, or None for a column that is left alone."""
    if column.primary_key or column.is_relation or column.unique or isinstance(column, StreamField):
        return None
    if isinstance(column, models.BooleanField):
        return None if column.name == "live" else not value
    if isinstance(column, models.FileField):
        return None
    if isinstance(column, models.CharField | models.TextField):
        return None if column.choices or column.name in ("path", "url_path") else f"{value}x"
    if isinstance(column, models.DateTimeField):
        return (value or datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)) - datetime.timedelta(days=400)
    if isinstance(column, models.DateField):
        return datetime.date(2011, 2, 3)
    if isinstance(column, models.IntegerField):
        return (value or 0) + 50 if column.name == "number" else None
    return None


def test_a_document_that_changes_has_another_digest(everything: ActionPage) -> None:
    """Whatever column is written behind the back of the signals."""
    seen = 0
    for row, name, other in changes():
        docs = contents()
        before = getattr(row, name)
        type(row)._default_manager.filter(pk=row.pk).update(**{name: other})
        for key, doc in contents().items():
            if replace(doc, digest="") != replace(docs[key], digest=""):
                seen += 1
                assert doc.digest != docs[key].digest, (key, name)
        type(row)._default_manager.filter(pk=row.pk).update(**{name: before})
    assert seen > 20


def test_what_is_attached_is_seen(everything: ActionPage) -> None:
    def differs(change: Any) -> bool:
        assert reconcile().total == 0
        change()
        return reconcile().outdated > 0

    action = everything
    assert differs(lambda: ActionPage.tags.through.objects.all().delete())
    assert differs(lambda: ActionPage.organisations.through.objects.all().delete())
    assert differs(lambda: ActionPage.other_themes.through.objects.all().delete())
    assert differs(lambda: ActionPage.related_actions.through.objects.all().delete())
    assert differs(lambda: ActionPage.films.through.objects.all().delete())
    assert differs(lambda: FilmPage.themes.through.objects.all().delete())
    assert differs(lambda: CommentFactory(page=action))
    assert differs(lambda: Page.objects.filter(pk=action.pk).update(path=f"{action.path[:-4]}ZZZZ"))
    assert differs(lambda: ActionPage.objects.filter(pk=action.pk).update(body=[("text", "<p>Autre</p>")]))
    other = Collection.get_first_root_node().add_child(name="Casier")
    assert differs(lambda: CustomDocument.objects.update(collection=other))


def test_the_digest_read_alone_is_that_of_the_document(everything: ActionPage) -> None:
    made = {doc.key: doc.digest for doc in build_all(1)}
    assert dict(digests()) == made
    assert {doc.key: doc.digest for doc in build(made, 1)} == made


def test_the_queries_do_not_grow_with_the_pages(everything: ActionPage) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert reconcile().total == 0
            assert len(list(build_all(1))) > 0
        return len(asked)

    few = queries()
    for _number in range(5):
        action = ActionPageFactory(parent=everything.get_parent(), lead_service=ServiceFactory())
        action.tags.add(TagFactory())
        action.save()
    rebuild()
    assert queries() == few


def test_captions_that_cannot_be_read_are_read_again(
    everything: ActionPage, caplog: pytest.LogCaptureFixture
) -> None:
    film = FilmPage.objects.get()
    name = film.captions.name
    content = film.captions.read()
    film.captions.storage.delete(name)
    rebuild()
    assert "not searchable" in caplog.text
    film.captions.storage.save(name, ContentFile(content))
    assert reconcile().outdated == 1
    [doc] = build([page_key(film.pk)], 1)
    assert doc.cues
    assert reconcile().total == 0
