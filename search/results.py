"""A page of results as the template shows it."""

import datetime
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import Lock
from typing import Self
from urllib.parse import urlencode

from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.requests import AgentRequest
from portal.common.outages import Outage
from portal.common.text import one_line, sort_key
from projects.facets import (
    ActiveFilter,
    Choice,
    Facet,
    FacetKind,
    active_filters,
    read_choices,
    read_option,
)
from search.access import denied_prefixes
from search.addresses import addresses
from search.analysis.text import words
from search.engines import get_engine
from search.engines.base import IndexOutdatedError, SearchUnavailableError
from search.enums import Kind
from search.index.sync import rebuild
from search.names import FILTERS, KnownTheme, known_themes, named_by_editors
from search.promoted import Promoted, promoted_for
from search.query import MAX_QUERY_LENGTH, PAGE_SIZE, Hit, SearchPage, SearchRequest, Segment, Sort
from search.vocabulary import lexicon_for

logger = logging.getLogger(__name__)
outage = Outage(logger, begins="Search does not answer.", ends="Search answers again.", traced=True)

NEAR_LETTERS, MOST_NEAR = 4, 5  # nothing found: titles with a word that begins with these letters

COUNTED = ("kind", *(kind.name for kind in FILTERS))
SORTS = {"": gettext_lazy("Most relevant first"), "date": gettext_lazy("Newest first")}
# What makes a search in the address: the page of results that one is on does not.
PARAMETERS = ("q", "type", *(kind.parameter for kind in FILTERS), "tri")

_rebuilding = Lock()


@dataclass(frozen=True, slots=True)
class Result:
    """A hit that still exists and that this person may read."""

    url: str
    kind: str
    title: tuple[Segment, ...]
    extract: tuple[Segment, ...]
    number: int | None
    date: datetime.date | None
    start: int | None

    @property
    def address(self) -> str:
        """The place of the extract: the second of a film, the page of a file."""
        if self.start is None:
            return self.url
        return f"{self.url}#page={self.start}" if self.kind == Kind.DOCUMENT else f"{self.url}?t={self.start}"

    @property
    def kind_label(self) -> str:
        """The kind of document, in one word or two."""
        return Kind(self.kind).one

    @property
    def overline(self) -> str:
        """The kind of document, with the number of an action, a letter or a group."""
        return self.kind_label if self.number is None else f"{self.kind_label} {self.number}"

    @property
    def day(self) -> datetime.date | None:
        """The date to show: an action has two, and its page says them better."""
        return None if self.kind == Kind.ACTION else self.date


@dataclass(frozen=True, slots=True)
class Tab:
    """A kind of results to choose, and its address."""

    value: str
    label: str
    count: int
    selected: bool
    url: str


@dataclass
class Results:
    """The query of an address, and the engine's answer."""

    query: str
    params: QueryDict
    kind: str = ""
    sort: str = ""
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    answer: SearchPage = field(default_factory=SearchPage)
    results: list[Result] = field(default_factory=list)
    promoted: list[Promoted] = field(default_factory=list)
    nearest: list[Result] = field(default_factory=list)
    without_filters: int = 0
    known_themes: list[KnownTheme] = field(default_factory=list)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    turned_page: bool = False
    unavailable: bool = False

    sorts = SORTS

    @classmethod
    def from_request(cls, request: AgentRequest) -> Self:
        """Read the address, ask the engine, and check its hits against the database."""
        denied = denied_prefixes(request)
        found = cls.from_address(request)
        if found.is_asked:
            found._ask(request, denied)
        return found

    @classmethod
    def from_address(cls, request: AgentRequest) -> Self:
        """Read what the address asks. The engine is not asked yet."""
        params = request.GET.copy()
        turned_page = params.pop("page", None) is not None
        found = cls(one_line(request.GET.get("q", "")[:MAX_QUERY_LENGTH]), params, turned_page=turned_page)
        found.known_themes = known_themes(request)
        found._read_address()
        return found

    def search_request(self, denied: tuple[str, ...], page_size: int = PAGE_SIZE) -> SearchRequest:
        """Return what to ask the engine."""
        return SearchRequest(
            self.query,
            filters={"kind": (self.kind,) if self.kind else (), **self.filters},
            denied=denied,
            sort=Sort.DATE if self.sort == "date" else Sort.RELEVANCE,
            page_size=page_size,
        )

    @property
    def is_asked(self) -> bool:
        """True if there is anything to search for."""
        return bool(self.query or self.kind or any(self.filters.values()))

    @property
    def is_filtered(self) -> bool:
        return bool(self.kind or any(self.filters.values()))

    @property
    def is_first_look(self) -> bool:
        """A query as it was typed: neither a filter of its results nor their next page."""
        typed = self.query and not self.is_filtered and not self.turned_page
        return bool(typed and not self.unavailable)

    @cached_property
    def page(self) -> PaginatorPage:
        """The current page of the results, for the links to the other pages."""
        return Paginator(range(self.answer.total), PAGE_SIZE).get_page(self.answer.page)

    @cached_property
    def tabs(self) -> list[Tab]:
        """All kinds, then each kind that has results, with their number."""
        counts = self._counts("kind")
        shown = [kind for kind in Kind if counts.get(kind.value) or kind.value == self.kind]
        everything = self._tab("", _("Everything"), sum(counts.values()))
        return [
            everything,
            *(self._tab(kind.value, str(kind.label), counts.get(kind.value, 0)) for kind in shown),
        ]

    @cached_property
    def facets(self) -> list[Facet]:
        """The filters that have something to choose, each value with what it would show."""
        facets = [self._facet(kind) for kind in FILTERS]
        return [facet for facet in facets if facet.choices]

    @cached_property
    def active(self) -> list[ActiveFilter]:
        """The filters in force, each with the address that removes it."""
        return active_filters(self.facets, self.params)

    @property
    def url_without_filters(self) -> str:
        return f"?{urlencode({'q': self.query})}"

    def _tab(self, value: str, label: str, count: int) -> Tab:
        address = self.params.copy()
        address.pop("type", None)
        if value:
            address["type"] = value
        return Tab(value, label, count, value == self.kind, f"?{address.urlencode()}")

    def _counts(self, facet: str) -> dict[str, int]:
        return {count.value: count.count for count in self.answer.facets.get(facet, ())}

    def _facet(self, kind: FacetKind) -> Facet:
        counts = self._counts(kind.name)
        labels = self.labels.get(kind.name, {})
        selected = self.filters.get(kind.name, ())
        values = list(dict.fromkeys([*counts, *selected]))
        if kind.name == "year":
            values.sort(reverse=True)
        else:
            values.sort(key=lambda value: (-counts.get(value, 0), sort_key(labels.get(value) or value)))
        return Facet(
            kind,
            # A value without a result keeps the name that the address gives it: its label is not shown
            # to somebody who may see nothing that bears it.
            [
                Choice(value, labels.get(value, value), counts.get(value, 0), value in selected)
                for value in values
            ],
        )

    def _read_address(self) -> None:
        known = {
            "theme": {theme.slug for theme in self.known_themes},
            "axis": {theme.axis_slug for theme in self.known_themes},
            **{kind.name: set(kind.words) for kind in FILTERS if kind.words},
        }
        self.kind = read_option(self.params, "type", ["", *Kind.values], "", self.notices)
        self.sort = read_option(self.params, "tri", SORTS, "", self.notices)
        self.filters, notices = read_choices(FILTERS, self.params, known)
        self.notices += notices

    def _ask(self, request: AgentRequest, denied: tuple[str, ...]) -> None:
        try:
            page = min(max(int(request.GET.get("page", "1")), 1), 10_000)
        except ValueError:
            page = 1
        asked = replace(self.search_request(denied), facets=COUNTED, page=page, lexicon=lexicon_for(request))
        try:
            self.answer = _answer(asked)
            if not self.answer.total:
                self._look_around(asked, request)
        except SearchUnavailableError as error:
            outage.failed(error)
            self.unavailable = True
            return
        outage.worked()
        if self.answer.degraded:
            self.notices.append(
                _(
                    "The full search does not answer at the moment: these results come from the spare "
                    "index, which is up to date."
                )
            )
        self.results = self._checked(self.answer.hits, request)
        self.labels = self._labels(request)
        if page == 1 and not self.is_filtered:
            self.promoted = promoted_for(self.query, request)

    def _look_around(self, asked: SearchRequest, request: AgentRequest) -> None:
        """Look further if nothing was found.

        Count what the filters hide, or else look for titles that begin like the words typed.
        """
        if self.is_filtered and self.query:
            self.without_filters = _answer(replace(asked, filters={}, facets=(), page_size=1)).total
        elif self.query:
            near = {
                suggestion.key: suggestion
                for word in words(self.query)
                if len(word.form) >= NEAR_LETTERS
                for suggestion in get_engine().suggest(word.form[:NEAR_LETTERS], asked.denied, MOST_NEAR)
            }
            self.nearest = self._checked(
                [
                    Hit(near.key, near.kind, 0, (Segment(near.title),), ())
                    for near in list(near.values())[:MOST_NEAR]
                ],
                request,
            )

    def _labels(self, request: AgentRequest) -> dict[str, dict[str, str]]:
        """Return what readers call the values of each filter.

        What editors named has its name only where a result bears it.
        """
        return {
            **{kind.name: {value: str(word) for value, word in kind.words.items()} for kind in FILTERS},
            "theme": {theme.slug: theme.title for theme in self.known_themes},
            "axis": {theme.axis_slug: theme.axis_title for theme in self.known_themes},
            **{
                name: {slug: names[slug] for slug in self._counts(name) if slug in names}
                for name, names in named_by_editors(request).items()
            },
        }

    def _checked(self, hits: Iterable[Hit], request: AgentRequest) -> list[Result]:
        """Return the hits with their address, without those that this person may no longer read."""
        hits = list(hits)
        urls = addresses(hits, request)
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
            if hit.key in urls
        ]


def _answer(asked: SearchRequest) -> SearchPage:
    """Ask the engine. Make the index if there is none yet, unless another thread is making it."""
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
