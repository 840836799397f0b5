"""The list of actions: filters with counts, sort, view and page.

The whole state is in the address. One query reads the filtered values of every action, a second one loads the
actions of the page shown, whatever their number.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode

from django.core.paginator import Page as ResultPage
from django.core.paginator import Paginator
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy

from portal.common.matching import holds
from portal.common.text import fold, sort_key

from .facets import (
    FACETS,
    ActiveFilter,
    Choice,
    Facet,
    FacetKind,
    Option,
    Row,
    active_filters,
    address_without,
    read_choices,
    read_option,
)
from .querysets import ActionPageQuerySet

CARDS_PER_PAGE = 24
ROWS_PER_PAGE = 60
# A list is kept for all readers if its address holds at most so many values, each as short as a slug.
MOST_KEPT, SHORT = 3, re.compile(r"[\w-]{1,60}")

LISTED = tuple(kind for kind in FACETS if kind.options)

# Fields read of every action to find words and to sort, then to filter and count.
SORTED_BY = ("pk", "number", "title", "summary", "priority", "progress", "end")
FACTS = tuple(dict.fromkeys([*SORTED_BY, *(name for kind in LISTED for name in kind.reads)]))

SORTS: dict[str, tuple[Any, Callable[[Row], Any]]] = {
    "numero": (gettext_lazy("Number"), lambda row: row["number"]),
    "titre": (gettext_lazy("Title"), lambda row: sort_key(row["title"])),
    "avancement": (gettext_lazy("Most advanced first"), lambda row: (-row["progress"], row["number"])),
    "echeance": (
        gettext_lazy("Earliest end first"),
        lambda row: (row["end"] is None, row["end"], row["number"]),
    ),
    "priorite": (gettext_lazy("Priority first"), lambda row: (not row["priority"], row["number"])),
}

VIEWS = {"cartes": gettext_lazy("Cards"), "tableau": gettext_lazy("Table")}


@dataclass
class ActionListing:
    """The content of the list for one address."""

    facets: list[Facet]
    page: ResultPage
    found: int
    total: int
    query: str
    sort: str
    view: str
    params: QueryDict
    notices: list[str] = field(default_factory=list)

    sorts = {name: label for name, (label, _key) in SORTS.items()}
    views = VIEWS

    @classmethod
    def from_request(cls, actions: ActionPageQuerySet, request: HttpRequest) -> Self:
        """Filter `actions` as the address says. Unknown values are ignored, with a notice."""
        params = request.GET.copy()
        rows = list(actions.with_facts(request).values(*FACTS))
        options = {kind.name: _options(kind, rows) for kind in LISTED}
        chosen, notices = read_choices(LISTED, params, options)
        sort = read_option(params, "tri", SORTS, "numero", notices)
        view = read_option(params, "vue", VIEWS, "cartes", notices)
        query = words_asked(request)
        params.pop("page", None)

        words = fold(query).split()
        found, counts = _count([row for row in rows if _has_words(row, words)], chosen)
        found.sort(key=SORTS[sort][1])
        per_page = CARDS_PER_PAGE if view == "cartes" else ROWS_PER_PAGE
        page = Paginator(found, per_page).get_page(request.GET.get("page"))
        shown = {action.pk: action for action in actions.for_cards().filter(pk__in=[r["pk"] for r in page])}
        page.object_list = [shown[row["pk"]] for row in page.object_list if row["pk"] in shown]
        facets = [
            Facet(
                kind,
                [
                    Choice(value, label, counts[kind.name][value], value in chosen[kind.name])
                    for value, (label, _order) in options[kind.name].items()
                ],
            )
            for kind in LISTED
        ]
        return cls(facets, page, len(found), len(rows), query, sort, view, params, notices)

    @property
    def active(self) -> list[ActiveFilter]:
        """The chosen values, each with the address that removes it."""
        filters = active_filters(self.facets, self.params)
        if self.query:
            filters.append(ActiveFilter(f"« {self.query} »", address_without(self.params, "q", self.query)))
        return filters


def words_asked(request: HttpRequest) -> str:
    """Return what the person looks for in titles and summaries, or ""."""
    return request.GET.get("q", "").replace("\0", "")[:200]


def listing_state(request: HttpRequest) -> str | None:
    """Return the state of the list that readers share.

    None is the state of a list that is not kept: words are typed by one person, and addresses with other
    parameters or many values are made by no reader in number.
    """
    known = {"tri", "vue", "page", *(kind.parameter for kind in LISTED)}
    chosen = sorted((name, value) for name, values in request.GET.lists() for value in values if value)
    is_shared = {name for name, _value in chosen} <= known and len(chosen) <= MOST_KEPT
    return urlencode(chosen) if is_shared and all(SHORT.fullmatch(value) for _name, value in chosen) else None


def _choices(kind: FacetKind, row: Row) -> Iterable[Option]:
    return kind.options(row) if kind.options else ()


def _options(kind: FacetKind, rows: list[Row]) -> dict[str, tuple[str, Any]]:
    """Return every value of a facet, in order, with its label."""
    found = {value: (label, order) for row in rows for value, label, order in _choices(kind, row)}
    return dict(sorted(found.items(), key=lambda item: item[1][1]))


def _has_words(row: Row, words: list[str]) -> bool:
    return not words or holds(words, (row["number"], row["title"], row["summary"]))


def _count(rows: list[Row], chosen: dict[str, tuple[str, ...]]) -> tuple[list[Row], dict[str, Counter[str]]]:
    """Return the rows that pass every filter, and the counts of each facet.

    The counts of a facet apply all other filters.
    """
    found = []
    counts: dict[str, Counter[str]] = {kind.name: Counter() for kind in LISTED}
    for row in rows:
        values = {kind.name: {option[0] for option in _choices(kind, row)} for kind in LISTED}
        failed = [name for name, wanted in chosen.items() if wanted and values[name].isdisjoint(wanted)]
        if not failed:
            found.append(row)
        for name in counts:
            if not failed or failed == [name]:
                counts[name].update(values[name])
    return found, counts
