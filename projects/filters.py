"""The list of actions: filters whose counts respect one another, sort, view and page.

The whole state is in the address. One query reads what the filters need of every action, a second
one loads the actions of the page shown, whatever their number.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from django.core.paginator import Page as ResultPage
from django.core.paginator import Paginator
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.common.matching import holds
from portal.common.text import fold, sort_key

from .enums import ActionStatus
from .querysets import ActionPageQuerySet

CARDS_PER_PAGE = 24
ROWS_PER_PAGE = 60

# Fields read of every action to filter, count and sort.
FACTS = (
    "pk", "number", "title", "summary", "status", "priority", "progress", "end",
    "theme__slug", "theme__title", "theme__order",
    "theme__axis__slug", "theme__axis__title", "theme__axis__number",
    "working_group__number", "working_group__title",
    "seeks_volunteers", "tag_rows", "organisation_rows",
)  # fmt: skip

Row = dict[str, Any]
# A choice of a facet: its value in the address, its label, and what it is sorted by.
Option = tuple[str, str, Any]


@dataclass(frozen=True)
class FacetKind:
    """One way to filter: its name in the address, its label, and the options that a row has."""

    name: str
    label: Any
    options: Callable[[Row], Iterable[Option]]


def _axis(row: Row) -> Iterable[Option]:
    yield row["theme__axis__slug"], row["theme__axis__title"], row["theme__axis__number"]


def _theme(row: Row) -> Iterable[Option]:
    order = (row["theme__axis__number"], row["theme__order"])
    yield row["theme__slug"], row["theme__title"], order


def _status(row: Row) -> Iterable[Option]:
    status = ActionStatus(row["status"])
    yield status.value, str(status.label), list(ActionStatus).index(status)


def _priority(row: Row) -> Iterable[Option]:
    if row["priority"]:
        yield "1", _("Priority actions"), 0


def _volunteers(row: Row) -> Iterable[Option]:
    if row["seeks_volunteers"]:
        yield "1", _("Looking for volunteers"), 0


def _organisation(row: Row) -> Iterable[Option]:
    for organisation in row["organisation_rows"] or ():
        yield organisation["slug"], organisation["name"], sort_key(organisation["name"])


def _group(row: Row) -> Iterable[Option]:
    if row["working_group__number"] is not None:
        yield str(row["working_group__number"]), row["working_group__title"], row["working_group__number"]


def _tag(row: Row) -> Iterable[Option]:
    for tag in row["tag_rows"] or ():
        yield tag["slug"], tag["name"], sort_key(tag["name"])


FACETS = (
    FacetKind("axe", gettext_lazy("Axis"), _axis),
    FacetKind("theme", gettext_lazy("Theme"), _theme),
    FacetKind("statut", gettext_lazy("Status"), _status),
    FacetKind("prioritaire", gettext_lazy("Priority"), _priority),
    FacetKind("volontaires", gettext_lazy("Volunteers"), _volunteers),
    FacetKind("collectivite", gettext_lazy("Organisation"), _organisation),
    FacetKind("groupe", gettext_lazy("Working group"), _group),
    FacetKind("etiquette", gettext_lazy("Tag"), _tag),
)

# Filters that say yes or nothing.
SWITCHES = ("prioritaire", "volontaires")

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


@dataclass(frozen=True)
class Choice:
    """One box of a facet. `count`: actions it would show, given the other facets."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    choices: list[Choice]

    @property
    def is_switch(self) -> bool:
        """Whether it is one box to tick, shown without a list to open."""
        return self.name in SWITCHES

    @property
    def selected(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.selected]


@dataclass(frozen=True)
class ActiveFilter:
    """A filter in force, and the address without it."""

    label: str
    url: str


@dataclass
class ActionListing:
    """What the list shows for one address."""

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
        notices: list[str] = []
        rows = list(actions.with_facts().values(*FACTS))
        options = {kind.name: _options(kind, rows) for kind in FACETS}
        chosen = {kind.name: _chosen(kind, params, options[kind.name], notices) for kind in FACETS}
        sort = _one_of(params, "tri", SORTS, "numero", notices)
        view = _one_of(params, "vue", VIEWS, "cartes", notices)
        query = params.get("q", "").replace("\0", "")[:200]
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
                kind.name,
                str(kind.label),
                [
                    Choice(value, label, counts[kind.name][value], value in chosen[kind.name])
                    for value, (label, _order) in options[kind.name].items()
                ],
            )
            for kind in FACETS
        ]
        return cls(facets, page, len(found), len(rows), query, sort, view, params, notices)

    @property
    def active(self) -> list[ActiveFilter]:
        """The filters in force, each with the address that removes it."""
        filters = [
            ActiveFilter(choice.label, self._url_without(facet.name, choice.value))
            for facet in self.facets
            for choice in facet.selected
        ]
        if self.query:
            filters.append(ActiveFilter(f"« {self.query} »", self._url_without("q", self.query)))
        return filters

    def url_with(self, name: str, value: str) -> str:
        """The same list with one parameter set."""
        params = self.params.copy()
        params[name] = value
        return f"?{params.urlencode()}"

    def _url_without(self, name: str, value: str) -> str:
        params = self.params.copy()
        params.setlist(name, [other for other in params.getlist(name) if other != value])
        return f"?{params.urlencode()}"


def _options(kind: FacetKind, rows: list[Row]) -> dict[str, tuple[str, Any]]:
    """Every value of a facet, in order, with its label."""
    found = {value: (label, order) for row in rows for value, label, order in kind.options(row)}
    return dict(sorted(found.items(), key=lambda item: item[1][1]))


def _chosen(
    kind: FacetKind, params: QueryDict, options: dict[str, Any], notices: list[str]
) -> frozenset[str]:
    asked = params.getlist(kind.name)
    known = [value for value in asked if value in options]
    for value in asked:
        if value not in options:
            notices.append(
                _("“%(value)s” is not a choice of the filter “%(facet)s”: it was ignored.")
                % {"value": value[:60], "facet": kind.label}
            )
    if asked != known:
        params.setlist(kind.name, known)
    return frozenset(known)


def _one_of(params: QueryDict, name: str, known: dict[str, Any], default: str, notices: list[str]) -> str:
    value = params.get(name, default)
    if value in known:
        return value
    notices.append(_("“%(value)s” is not known here: it was ignored.") % {"value": value[:60]})
    params.pop(name)
    return default


def _has_words(row: Row, words: list[str]) -> bool:
    return not words or holds(words, (row["number"], row["title"], row["summary"]))


def _count(rows: list[Row], chosen: dict[str, frozenset[str]]) -> tuple[list[Row], dict[str, Counter[str]]]:
    """The rows that pass every filter, and for each facet the counts that respect the others."""
    found = []
    counts: dict[str, Counter[str]] = {kind.name: Counter() for kind in FACETS}
    for row in rows:
        values = {kind.name: {option[0] for option in kind.options(row)} for kind in FACETS}
        failed = [name for name, wanted in chosen.items() if wanted and not wanted & values[name]]
        if not failed:
            found.append(row)
        for name in counts:
            if not failed or failed == [name]:
                counts[name].update(values[name])
    return found, counts
