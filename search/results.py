"""A page of results as the template shows it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from threading import Lock
from typing import Any

from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from wagtail.models import Page

from portal.accounts.requests import AgentRequest
from portal.common.access import viewable
from portal.media.models import CustomDocument
from projects.models import Theme
from search.access import denied_collections, denied_prefixes
from search.documents import file_key, page_key, theme_key
from search.engines import get_engine
from search.engines.base import IndexOutdatedError, SearchUnavailableError
from search.enums import Kind
from search.query import PAGE_SIZE, Hit, SearchPage, SearchRequest, Segment, parse
from search.sync import rebuild

logger = logging.getLogger(__name__)

FACETS = ("kind", "theme")

_rebuilding = Lock()


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter and what it would show."""

    value: str
    label: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter, as `components/facet_group.html` wants it."""

    name: str
    label: str
    choices: list[Choice]

    @property
    def selected(self) -> list[Choice]:
        """The choices in force."""
        return [choice for choice in self.choices if choice.selected]


@dataclass(frozen=True, slots=True)
class Result:
    """A hit that still exists and that this person may read."""

    url: str
    kind: str
    title: tuple[Segment, ...]
    extract: tuple[Segment, ...]
    number: int | None
    date: date | None
    start: int | None

    @property
    def address(self) -> str:
        """Where the extract is read or heard: the second of a film, the page of a file."""
        if self.start is None:
            return self.url
        return f"{self.url}#page={self.start}" if self.kind == Kind.DOCUMENT else f"{self.url}?t={self.start}"

    @property
    def kind_label(self) -> str:
        """What it is, in one word or two."""
        return {
            Kind.ACTION: _("Action"),
            Kind.FILM: _("Film"),
            Kind.LETTER: _("Letter"),
            Kind.GROUP: _("Working group"),
            Kind.THEME: _("Theme"),
            Kind.PAGE: _("Page"),
            Kind.DOCUMENT: _("Document"),
        }[Kind(self.kind)]


@dataclass
class Results:
    """What the address asks and what the engine answers."""

    query: str
    kind: str = ""
    themes: tuple[str, ...] = ()
    notices: list[str] = field(default_factory=list)
    answer: SearchPage = field(default_factory=SearchPage)
    results: list[Result] = field(default_factory=list)
    known_themes: list[Theme] = field(default_factory=list)
    unavailable: bool = False

    @classmethod
    def from_request(cls, request: AgentRequest) -> Results:
        """Read the address, ask the engine, and check its hits against the database."""
        denied = denied_prefixes(request)
        found = cls(parse(request.GET.get("q", "")).typed)
        found.known_themes = [
            theme
            for theme in Theme.objects.filter(axis__project__live=True).select_related("axis__project")
            if not theme.axis.project.path.startswith(denied)
        ]
        found._read_filters(request)
        if found.is_asked:
            found._ask(request, denied)
        return found

    @property
    def is_asked(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.query or self.kind or self.themes)

    @cached_property
    def page(self) -> PaginatorPage:
        """Where we are in the list of results, for the links to the other pages."""
        return Paginator(range(self.answer.total), PAGE_SIZE).get_page(self.answer.page)

    @cached_property
    def tabs(self) -> list[Choice]:
        """All kinds, then each kind that has results, with their number."""
        counts = {count.value: count.count for count in self.answer.facets.get("kind", ())}
        kinds = [
            Choice(kind.value, str(kind.label), counts.get(kind.value, 0), kind.value == self.kind)
            for kind in Kind
            if counts.get(kind.value) or kind.value == self.kind
        ]
        return [Choice("", _("Everything"), sum(counts.values()), not self.kind), *kinds]

    @cached_property
    def theme_facet(self) -> Facet:
        """The themes that results are about."""
        counts = {count.value: count.count for count in self.answer.facets.get("theme", ())}
        labels = {theme.slug: theme.title for theme in self.known_themes}
        shown = [slug for slug in labels if counts.get(slug) or slug in self.themes]
        shown.sort(key=lambda slug: (-counts.get(slug, 0), labels[slug]))
        return Facet(
            "theme",
            _("Theme"),
            [Choice(slug, labels[slug], counts.get(slug, 0), slug in self.themes) for slug in shown],
        )

    def _read_filters(self, request: AgentRequest) -> None:
        kind = request.GET.get("type", "")
        themes = request.GET.getlist("theme")
        known = {theme.slug for theme in self.known_themes}
        self.kind = kind if kind in Kind.values else ""
        self.themes = tuple(slug for slug in themes if slug in known)
        if kind != self.kind or len(themes) != len(self.themes):
            self.notices.append(_("A filter in this address is unknown: it was ignored."))

    def _ask(self, request: AgentRequest, denied: tuple[str, ...]) -> None:
        try:
            page = min(max(int(request.GET.get("page", "1")), 1), 10_000)
        except ValueError:
            page = 1
        filters = {"kind": (self.kind,) if self.kind else (), "theme": self.themes}
        asked = SearchRequest(self.query, filters=filters, facets=FACETS, denied=denied, page=page)
        try:
            self.answer = _answer(asked)
        except SearchUnavailableError:
            logger.exception("Search does not answer")
            self.unavailable = True
        else:
            self.results = _checked(self.answer.hits, self.known_themes, request)
            if self.answer.degraded:
                self.notices.append(
                    _(
                        "The full search does not answer at the moment: these results come from the spare "
                        "index, which is up to date."
                    )
                )


def _answer(asked: SearchRequest) -> SearchPage:
    """Ask the engine; make the index when there is none yet, unless another thread is at it."""
    engine = get_engine()
    try:
        answer = engine.search(asked)
    except IndexOutdatedError:
        if not _rebuilding.acquire(blocking=False):
            raise
        try:
            rebuild()
        finally:
            _rebuilding.release()
        answer = engine.search(asked)
    if not answer.hits and answer.total:  # beyond the last page
        return engine.search(replace(asked, page=answer.page_count))
    return answer


def _checked(hits: Iterable[Hit], themes: Iterable[Theme], request: AgentRequest) -> list[Result]:
    """The hits with their address, without those that the database no longer grants this person."""
    hits = list(hits)
    urls: Mapping[str, Any] = {
        **{page_key(page.pk): page.get_url(request) for page in _pages(hits, request)},
        **{theme_key(theme.pk): theme.get_absolute_url() for theme in themes},
        **{file_key(file.pk): file.url for file in _files(hits, request)},
    }
    return [
        Result(
            url=urls[hit.key],
            kind=hit.kind,
            title=hit.title,
            extract=hit.extract,
            number=hit.number,
            date=hit.date,
            start=int(hit.start) if hit.start is not None else None,
        )
        for hit in hits
        if urls.get(hit.key)
    ]


def _pages(hits: Iterable[Hit], request: AgentRequest) -> Iterable[Page]:
    wanted = _numbers(hits, "page")
    return viewable(Page.objects.filter(pk__in=wanted), request) if wanted else ()


def _files(hits: Iterable[Hit], request: AgentRequest) -> Iterable[CustomDocument]:
    wanted = _numbers(hits, "document")
    if not wanted:
        return ()
    return CustomDocument.objects.filter(pk__in=wanted).exclude(collection__in=denied_collections(request))


def _numbers(hits: Iterable[Hit], name: str) -> list[int]:
    """The numbers of the keys that start with *name*."""
    return [int(hit.key.partition(":")[2]) for hit in hits if hit.key.startswith(f"{name}:")]
