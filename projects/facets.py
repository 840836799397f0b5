"""The filters of actions, declared once for the list of actions and for search, and their choices.

The address holds the chosen values. Each choice shows the number of results that it would give, together with
the other filters.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .enums import ActionStatus

MOST_VALUES = 20  # values read of one filter of the address
LONGEST_VALUE = 100  # characters

PRIORITY = gettext_lazy("Priority actions")


@dataclass(frozen=True, eq=False)
class FacetKind:
    """One filter.

    `name` is its name in the search index, `parameter` its name in the address. The list of actions reads
    the values of those that are listed in `plan_facts`. A switch is on or off.

    The search knows values alone. `words` labels those that are fixed. `labelled_by` names the model whose
    rows label the others by their slug. A value without either is its own label.
    """

    name: str
    parameter: str
    label: Promise
    words: Mapping[str, str | Promise] = field(default_factory=dict)
    labelled_by: str = ""
    is_listed: bool = True
    is_searched: bool = True
    is_switch: bool = False


# The search index holds the values of those that are searched: search/index/documents.py.
FACETS = (
    FacetKind("axis", "axe", gettext_lazy("Axis")),
    FacetKind("theme", "theme", gettext_lazy("Theme")),
    FacetKind("status", "statut", gettext_lazy("Status"), words=dict(ActionStatus.choices)),
    FacetKind("priority", "prioritaire", gettext_lazy("Priority"), words={"1": PRIORITY}, is_switch=True),
    FacetKind("volunteers", "volontaires", gettext_lazy("Volunteers"), is_searched=False, is_switch=True),
    FacetKind(
        "organisation", "collectivite", gettext_lazy("Organisation"), labelled_by="accounts.Organisation"
    ),
    FacetKind("group", "groupe", gettext_lazy("Working group"), is_searched=False),
    FacetKind("tag", "etiquette", gettext_lazy("Tag"), labelled_by="projects.Tag"),
    FacetKind("year", "annee", gettext_lazy("Year"), is_listed=False),
)


@dataclass(frozen=True)
class Choice:
    """One box of a filter.

    `count` is the number of results that it would give, together with the other filters.
    """

    value: str
    label: str
    count: int
    selected: bool = False


@dataclass(frozen=True)
class Facet:
    """A filter and its choices, as `components/facets.html` shows them."""

    kind: FacetKind
    choices: list[Choice]

    @property
    def name(self) -> str:
        return self.kind.parameter

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @property
    def is_switch(self) -> bool:
        """True if the filter is one box, shown without a list to open."""
        return self.kind.is_switch

    @property
    def selected(self) -> list[Choice]:
        """The chosen choices."""
        return [choice for choice in self.choices if choice.selected]


@dataclass(frozen=True)
class ActiveFilter:
    """A chosen value, and the address without it."""

    label: str
    url: str


def read_choices(
    kinds: Iterable[FacetKind], params: QueryDict, known: Mapping[str, Collection[str]]
) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Return the chosen values of each filter by its name, and notices of what was ignored.

    `known` holds the values of those filters whose values are all known. Ignored values are removed from
    `params`.
    """
    chosen: dict[str, tuple[str, ...]] = {}
    notices: list[str] = []
    for kind in kinds:
        asked = list(dict.fromkeys(filter(None, params.getlist(kind.parameter))))
        values = known.get(kind.name)
        wanted = [
            value
            for value in asked[:MOST_VALUES]
            if len(value) <= LONGEST_VALUE and (values is None or value in values)
        ]
        if ignored := [value for value in asked if value not in wanted]:
            notices.append(
                _("“%(value)s” is not a choice of the filter “%(facet)s”: it was ignored.")
                % {"value": ignored[0][:60], "facet": kind.label}
            )
            params.setlist(kind.parameter, wanted)
        chosen[kind.name] = tuple(wanted)
    return chosen, notices


def read_option(
    params: QueryDict, name: str, known: Collection[str], default: str, notices: list[str]
) -> str:
    """Return the one value of this parameter, or `default` if it is missing or unknown.

    An unknown value adds a notice.
    """
    value = params.get(name) or default
    if value in known:
        return value
    notices.append(_("“%(value)s” is not known here: it was ignored.") % {"value": value[:60]})
    params.pop(name)
    return default


def active_filters(facets: Iterable[Facet], params: QueryDict) -> list[ActiveFilter]:
    """Return the chosen values, each with the address that removes it."""
    return [
        ActiveFilter(choice.label, address_without(params, facet.name, choice.value))
        for facet in facets
        for choice in facet.selected
    ]


def address_without(params: QueryDict, name: str, value: str) -> str:
    """Return the query string without one value of one of its parameters."""
    others = params.copy()
    others.setlist(name, [other for other in params.getlist(name) if other != value])
    return f"?{others.urlencode()}"
