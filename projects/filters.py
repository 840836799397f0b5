"""The list of actions: filters with counts, sort, view and page.

The whole state is in the address. What is filtered, counted and sorted is held from one request to the next
(`plan_facts`); a query loads the actions of the page shown.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Self
from urllib.parse import urlencode

from django.core.paginator import Page as ResultPage
from django.core.paginator import Paginator
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy

from portal.common.text import fold, sort_key
from portal.fragments.content import held

from .facets import (
    FACETS,
    ActiveFilter,
    Choice,
    Facet,
    active_filters,
    address_without,
    read_choices,
    read_option,
)
from .plan_facts import ActionRow, PlanFacts
from .querysets import ActionPageQuerySet

CARDS_PER_PAGE = 24
ROWS_PER_PAGE = 60
# As many rows stand on one page if the reader asks for all of them: more would weigh too much.
MOST_ROWS = 150
# A list is kept for all readers if its address holds at most so many values, each as short as a slug.
MOST_KEPT, SHORT = 3, re.compile(r"[\w-]{1,60}")

LISTED = tuple(kind for kind in FACETS if kind.is_listed)

TITLE = "titre"
SORTS: dict[str, tuple[Any, Callable[[ActionRow], Any] | None]] = {
    "numero": (gettext_lazy("Number"), None),
    TITLE: (gettext_lazy("Title"), None),  # by the titles, which are not among the facts
    "avancement": (gettext_lazy("Most advanced first"), lambda row: -row.progress),
    "echeance": (gettext_lazy("Earliest end first"), lambda row: (row.end is None, row.end)),
    "priorite": (gettext_lazy("Priority first"), lambda row: not row.priority),
}

VIEWS = {"cartes": gettext_lazy("Cards"), "tableau": gettext_lazy("Table")}
LINES = {"": ROWS_PER_PAGE, "toutes": MOST_ROWS}


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
    def from_request(cls, plan: int, actions: ActionPageQuerySet, request: HttpRequest) -> Self:
        """Filter the `actions` of a list as the address says. Unknown values are ignored, with a notice.

        `plan` is the key of the list.
        """
        params = request.GET.copy()
        facts = held(request, "plan-facts", plan, make=lambda: PlanFacts(actions, request))
        chosen, notices = read_choices(LISTED, params, facts.values)
        sort = read_option(params, "tri", SORTS, "numero", notices)
        view = read_option(params, "vue", VIEWS, "cartes", notices)
        lines = read_option(params, "lignes", LINES, "", notices)
        query = words_asked(request)
        params.pop("page", None)

        among = facts.everything
        if words := fold(query).split():
            texts = held(request, "plan-texts", plan, make=lambda: _texts(actions))
            among = facts.bits(
                place
                for pk, place in facts.places.items()
                if all(word in texts.get(pk, "") for word in words)
            )
        found, counts = facts.filter(chosen, among)
        key = SORTS[sort][1]
        if sort == TITLE:
            ranks = held(request, "plan-titles", plan, make=lambda: _ranks(actions))
            key = partial(_rank, ranks)
        keys = facts.in_order(found, sort, key)
        page = Paginator(keys, CARDS_PER_PAGE if view == "cartes" else LINES[lines]).get_page(
            request.GET.get("page")
        )
        cards = actions.for_cards().filter(pk__in=page.object_list).order_by()
        shown = {action.pk: action for action in cards}
        page.object_list = [shown[pk] for pk in page.object_list if pk in shown]
        facets = [
            Facet(
                kind,
                [
                    Choice(value, each.label, counts[kind.name][value], value in chosen[kind.name])
                    for value, each in facts.values[kind.name].items()
                ],
            )
            for kind in LISTED
        ]
        return cls(facets, page, len(keys), len(facts.rows), query, sort, view, params, notices)

    @property
    def all_rows(self) -> str:
        """The address of the table with all its rows on one page, or "" if that is no other page."""
        if self.view != "tableau" or not ROWS_PER_PAGE < self.found <= MOST_ROWS or "lignes" in self.params:
            return ""
        every = self.params.copy()
        every["lignes"] = "toutes"
        return f"?{every.urlencode()}"

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
    parameters or many values are made by no reader in number. So are those that give a parameter twice: two
    of them may name the same values and show another list.
    """
    filters = {kind.parameter for kind in LISTED}
    given = list(request.GET.lists())
    chosen = sorted((name, value) for name, values in given for value in values if value)
    is_plain = all(len(values) == 1 or (name in filters and all(values)) for name, values in given)
    is_known = {name for name, _values in given} <= {"q", "tri", "vue", "lignes", "page", *filters}
    is_shared = is_plain and is_known and "q" not in dict(chosen) and len(chosen) <= MOST_KEPT
    return urlencode(chosen) if is_shared and all(SHORT.fullmatch(value) for _name, value in chosen) else None


def _texts(actions: ActionPageQuerySet) -> dict[int, str]:
    """Return the folded text in which words are looked for, by the key of the action."""
    rows = actions.order_by().values_list("pk", "number", "title", "summary")
    return {pk: fold(f"{number} {title} {summary}") for pk, number, title, summary in rows}


def _rank(ranks: Mapping[int, int], row: ActionRow) -> int:
    return ranks.get(row.pk, 0)


def _ranks(actions: ActionPageQuerySet) -> dict[int, int]:
    """Return the place of each action in the order of titles, by its key."""
    titles = actions.order_by("number").values_list("pk", "title")
    return {pk: rank for rank, (pk, _title) in enumerate(sorted(titles, key=lambda row: sort_key(row[1])))}
