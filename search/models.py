"""Pending writes to the index, texts of uploaded files, and data about the use of search."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.common.collation import FRENCH
from search.analysis.text import words
from search.enums import Engine

ADDRESS_LENGTH = 1000  # characters of a saved search's filters

Stems = tuple[str, ...]


def query_stems(query: str) -> Stems:
    """Return what queries that mean the same have in common, however they are written."""
    return tuple(word.keys[1] for word in words(query))


class Change(models.Model):
    """The outbox: something that can be found has changed, and an engine has yet to take the change.

    One row for each engine, written in the transaction of the change itself, so both happen or neither. It
    goes away once its engine has taken the change (`search.index.sync.drain`).
    """

    engine = models.CharField(_("engine"), max_length=10, choices=Engine, default=Engine.EMBEDDED)
    key = models.CharField(_("key"), max_length=60)
    created_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["engine", "id"], name="search_change_of_engine")]
        verbose_name = _("change to index")
        verbose_name_plural = _("changes to index")

    def __str__(self) -> str:
        return self.key


class FileText(models.Model):
    """The text read in an uploaded file, kept so that indexing again does not read the file again."""

    document = models.OneToOneField(
        "media.CustomDocument", models.CASCADE, related_name="file_text", verbose_name=_("document")
    )
    source = models.CharField(
        _("source"), max_length=200, help_text=_("Which file was read, and by which version of the reader.")
    )
    pages = models.JSONField(_("pages"), default=list)
    problem = models.CharField(_("problem"), max_length=200, blank=True)
    read_at = models.DateTimeField(_("read"), auto_now=True)

    class Meta:
        verbose_name = _("text of a file")
        verbose_name_plural = _("texts of files")

    def __str__(self) -> str:
        return self.source


class Synonym(models.Model):
    """Expressions that people use for one another: the editors' vocabulary of the search."""

    words = models.CharField(
        _("expressions"),
        max_length=300,
        db_collation=FRENCH,
        help_text=_("Separated by commas. Each finds all the others: HR, human resources."),
    )
    also = models.CharField(
        _("also find"),
        max_length=300,
        blank=True,
        help_text=_(
            "One way only: the expressions above find these too, but not the reverse. With these, the "
            "expressions above may be a single one."
        ),
    )
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        ordering = ["words"]
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")

    def __str__(self) -> str:
        return f"{self.words} → {self.also}" if self.also else self.words

    @property
    def line(self) -> str:
        """The same in the notation of `search.analysis.lexicon`."""
        return f"{self.words} > {self.also}" if self.also else self.words

    def clean(self) -> None:
        errors: dict[str, Any] = {}
        for name in ("words", "also"):
            value = getattr(self, name)
            if value and not all(any(words(part)) for part in value.split(",")):
                errors[name] = _("Each expression needs a word that says something, between the commas.")
            elif set(value) & set("#>"):
                errors[name] = _("The signs # and > have no place here.")
        if not errors and not self.also and "," not in self.words:
            errors["words"] = _("One expression is not enough: add another after a comma.")
        if errors:
            raise ValidationError(errors)


class PromotedResult(models.Model):
    """A page that the communication staff puts above the results of some queries."""

    queries = models.CharField(
        _("queries"),
        max_length=300,
        help_text=_("What people type, separated by commas. Capitals, accents and plurals do not matter."),
    )
    page = models.ForeignKey(Page, models.CASCADE, related_name="+", verbose_name=_("page"))
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("One line under the title, if it helps readers.")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("promoted result")
        verbose_name_plural = _("promoted results")

    def __str__(self) -> str:
        return f"{self.queries} → {self.page}"

    @property
    def stems(self) -> list[Stems]:
        """The stems of each of its queries."""
        return [query_stems(query) for query in self.queries.split(",")]

    def clean(self) -> None:
        if not all(self.stems):
            raise ValidationError(
                {"queries": _("Each query needs a word that says something, between the commas.")}
            )


class SavedSearch(models.Model):
    """A search that an agent named and kept."""

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches")
    name = models.CharField(_("name"), max_length=80, db_collation=FRENCH)
    address = models.CharField(
        max_length=ADDRESS_LENGTH, help_text=_("The query part of the results page's address.")
    )
    created_at = models.DateTimeField(default=timezone.now)
    # What it found when it was last watched: None before the first time.
    seen = models.JSONField(null=True, editable=False)
    watched_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints = [models.UniqueConstraint(fields=["agent", "name"], name="search_saved_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('search:results')}?{self.address}"


class QueryCount(models.Model):
    """The monthly count of a query, with and without results. It never says who asked."""

    query = models.CharField(_("query"), max_length=100)
    month = models.DateField(_("month"), help_text=_("The first day of the month."))
    asked = models.PositiveIntegerField(_("asked"), default=0)
    fruitless = models.PositiveIntegerField(_("without result"), default=0)

    class Meta:
        ordering = ["-asked", "query"]
        verbose_name = _("frequent query")
        verbose_name_plural = _("frequent queries")
        constraints = [models.UniqueConstraint(fields=["query", "month"], name="search_query_month")]

    def __str__(self) -> str:
        return self.query
