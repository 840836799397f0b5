"""The films of a project."""

from typing import Any

from django.core.validators import FileExtensionValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import CharBlock, IntegerBlock, StructBlock
from wagtail.fields import StreamField

from portal.common.access import viewable
from portal.common.models import BasePage
from projects.models import Theme

from .enums import FilmKind


class FilmIndexPage(BasePage):
    """All films, newest first."""

    template = "videos/film_index_page.html"
    parent_page_types = ["home.HomePage", "projects.ProjectPage"]
    subpage_types = ["videos.FilmPage"]

    class Meta:
        verbose_name = _("list of films")
        verbose_name_plural = _("lists of films")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        films = viewable(FilmPage.objects.child_of(self), request).order_by("-date", "title")
        return {**super().get_context(request, *args, **kwargs), "films": films}


class ChapterBlock(StructBlock):
    start = IntegerBlock(label=_("start"), min_value=0, help_text=_("In seconds."))
    title = CharBlock(label=_("title"), max_length=120)

    class Meta:
        icon = "list-ol"
        label = _("Chapter")


class FilmPage(BasePage):
    """A film with its captions; `summary` is its synopsis."""

    kind = models.CharField(_("kind"), max_length=20, choices=FilmKind, default=FilmKind.OTHER)
    date = models.DateField(_("date"))
    duration = models.PositiveIntegerField(_("duration"), help_text=_("In seconds."))
    video = models.FileField(
        _("video file"),
        upload_to="films/",
        validators=[FileExtensionValidator(["mp4", "webm"])],
        help_text=_("MP4 (H.264) or WebM."),
    )
    poster = models.ImageField(
        _("poster"), upload_to="films/", blank=True, help_text=_("16:9, shown before the film plays.")
    )
    captions = models.FileField(
        _("captions"),
        upload_to="films/",
        validators=[FileExtensionValidator(["vtt"])],
        help_text=_("A WebVTT file. The transcript and the search come from it too."),
    )
    chapters = StreamField([("chapter", ChapterBlock())], blank=True, verbose_name=_("chapters"))
    themes = ParentalManyToManyField(Theme, blank=True, related_name="films", verbose_name=_("themes"))

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel([FieldPanel("kind"), FieldPanel("date"), FieldPanel("duration")], _("About")),
        MultiFieldPanel([FieldPanel("video"), FieldPanel("poster"), FieldPanel("captions")], _("Files")),
        FieldPanel("chapters"),
        FieldPanel("themes"),
    ]

    template = "videos/film_page.html"
    parent_page_types = ["videos.FilmIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("film")
        verbose_name_plural = _("films")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        actions = viewable(self.actions.all(), request)
        return {**super().get_context(request, *args, **kwargs), "actions": actions.for_cards()}
