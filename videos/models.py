"""The films of a project."""

import logging
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models.functions import Collate
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import CharBlock, IntegerBlock, StructBlock
from wagtail.query import PageQuerySet

from portal.common.access import viewable
from portal.common.collation import FRENCH
from portal.common.fields import StreamField
from portal.common.limits import limit_in_words_lazy
from portal.common.models import BasePage
from portal.fragments.pages import kept_page
from portal.media.uploads.validation import is_stored, validate_film, validate_image, validate_text_file
from projects.filters import CARDS_PER_PAGE
from projects.models import ActionPage, Theme
from projects.querysets import ActionPageQuerySet

from .captions import CaptionsError, Cue, read, speeches, validate_captions
from .enums import FilmKind

POSTER_MAX_BYTES = 300 * 1024
FILMS_PER_PAGE = 24

logger = logging.getLogger(__name__)


def validate_poster_weight(poster: File) -> None:
    """Refuse a heavy poster: the list of films shows many, and none may slow it down."""
    if not is_stored(poster) and poster.size > POSTER_MAX_BYTES:
        raise ValidationError(
            _("The poster is too large: 300 kB at most. A width of 1280 pixels in WebP is enough."),
            code="weight",
        )


class FilmIndexPage(BasePage):
    """All films, newest first."""

    template = "videos/film_index_page.html"
    parent_page_types = ["home.HomePage", "projects.ProjectPage"]
    subpage_types = ["videos.FilmPage"]

    class Meta:
        verbose_name = _("list of films")
        verbose_name_plural = _("lists of films")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        def films() -> PageQuerySet:
            order = "-date", Collate("title", FRENCH), "pk"
            return viewable(FilmPage.objects.child_of(self), request).order_by(*order)

        return {
            **super().get_context(request, *args, **kwargs),
            "films": kept_page(request, "films", self.pk, rows=films, per_page=FILMS_PER_PAGE),
        }


class ChapterBlock(StructBlock):
    """A chapter of a film, which the player can go to."""

    start = IntegerBlock(label=_("start"), min_value=0, help_text=_("In seconds."))
    title = CharBlock(label=_("title"), max_length=120)

    class Meta:
        icon = "list-ol"
        label = _("Chapter")


class FilmPage(BasePage):
    """A film with its captions. `summary` is its synopsis."""

    FILES_FOLDER = "films"

    kind = models.CharField(_("kind"), max_length=20, choices=FilmKind, default=FilmKind.OTHER)
    date = models.DateField(_("date"))
    duration = models.PositiveIntegerField(_("duration"), help_text=_("In seconds."))
    video = models.FileField(
        _("video file"),
        upload_to=f"{FILES_FOLDER}/",
        validators=[FileExtensionValidator(["mp4", "webm"]), validate_film],
        help_text=format_lazy(
            _("MP4 (H.264) or WebM. {most} at most."), most=limit_in_words_lazy("film_bytes")
        ),
    )
    poster = models.ImageField(
        _("poster"),
        upload_to=f"{FILES_FOLDER}/",
        blank=True,
        validators=[
            FileExtensionValidator(["avif", "jpg", "jpeg", "png", "webp"]),
            validate_poster_weight,
            validate_image,
        ],
        help_text=_("16:9, shown before the film plays. 300 kB at most."),
    )
    captions = models.FileField(
        _("captions"),
        upload_to=f"{FILES_FOLDER}/",
        validators=[FileExtensionValidator(["vtt"]), validate_captions, validate_text_file],
        help_text=_("A WebVTT file. The transcript and the search come from it too."),
    )
    chapters = StreamField([("chapter", ChapterBlock())], blank=True, verbose_name=_("chapters"))
    themes = ParentalManyToManyField(Theme, blank=True, related_name="films", verbose_name=_("themes"))

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel([FieldPanel("kind"), FieldPanel("date"), FieldPanel("duration")], _("About")),
        MultiFieldPanel(
            [FieldPanel("video"), FieldPanel("poster"), FieldPanel("captions")],
            _("Files"),
            help_text=_("Without captions, some agents could not follow the film."),
        ),
        FieldPanel("chapters", help_text=_("Readers jump to them under the player.")),
        FieldPanel("themes", widget=CheckboxSelectMultiple),
    ]

    open_to_comments = True
    template = "videos/film_page.html"
    parent_page_types = ["videos.FilmIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("film")
        verbose_name_plural = _("films")

    def clean(self) -> None:
        """Check that chapters and captions lie within the film."""
        super().clean()
        if self.duration is None:
            return
        errors = {}
        starts = [chapter.value["start"] for chapter in self.chapters]
        if starts != sorted(set(starts)):
            errors["chapters"] = _("Put the chapters in the order of the film, each with its own start.")
        elif starts and starts[-1] >= self.duration:
            errors["chapters"] = _("The last chapter starts after the end of the film: check its duration.")
        if self._captions_end() > self.duration + 1:
            errors["captions"] = _("The captions continue after the end of the film: check its duration.")
        if errors:
            raise ValidationError(errors)

    def _captions_end(self) -> float:
        """Return when the last caption ends, or 0 if the file is missing or refused by its own validation."""
        try:
            return read(self.captions)[-1].end if self.captions else 0
        except CaptionsError:
            return 0

    @cached_property
    def transcript(self) -> list[Cue]:
        """Return the captions joined into speeches, which the page shows beside the film.

        The list is empty if their file is lost or can no longer be read. The log says why.
        """
        try:
            return speeches(read(self.captions)) if self.captions else []
        except CaptionsError as error:
            logger.error("The film %s is shown without its captions: %s", self.pk, error)
            return []

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        def actions() -> ActionPageQuerySet:
            # The preview of a film that was never saved is linked from no action yet.
            linked = self.actions.all() if self.pk else ActionPage.objects.none()
            return viewable(linked, request).for_cards()

        return {
            **super().get_context(request, *args, **kwargs),
            "start": self._start_asked(request),
            "film_themes": SimpleLazyObject(lambda: self.themes.select_related("axis__project")),
            "actions": kept_page(request, "film-actions", self.pk, rows=actions, per_page=CARDS_PER_PAGE),
        }

    def _start_asked(self, request: HttpRequest) -> int:
        """Return the second of `?t=`, where the film opens, or 0 if it is not a moment of the film."""
        asked = request.GET.get("t", "")
        if len(asked) > 6 or not (asked.isascii() and asked.isdigit()):
            return 0
        return int(asked) if int(asked) < self.duration else 0
