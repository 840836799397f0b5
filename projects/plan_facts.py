"""What the list of actions knows of every action of a plan, so that it filters and counts without a query.

The actions that have a value are one whole number: its bit n is set if the n-th action has it. Filters join
such numbers, and counting is `bit_count`: ten thousand actions cost hardly more than a hundred.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.apps import apps
from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.common.access import is_viewable
from portal.common.text import sort_key

from .enums import ActionStatus
from .facets import PRIORITY
from .querysets import ActionPageQuerySet

# A value of a filter as the address has it, its label, and what it is sorted by.
Option = tuple[str, str, Any]


class ActionRow(NamedTuple):
    """The fields of an action by which it is filtered and sorted."""

    pk: int
    number: int
    theme: int
    status: str
    priority: bool
    progress: int
    end: datetime.date | None
    working_group: int | None


@dataclass(frozen=True)
class Value:
    """A value of a filter, and the actions that have it."""

    label: str
    actions: int


class PlanFacts:
    """The actions that a person may read, in the order of their numbers, and the values of each filter."""

    def __init__(self, actions: ActionPageQuerySet, request: HttpRequest) -> None:
        rows = actions.order_by("number", "pk").values_list(*ActionRow._fields)
        self.rows = [ActionRow._make(row) for row in rows]
        self.places = {row.pk: place for place, row in enumerate(self.rows)}
        self.everything = (1 << len(self.rows)) - 1
        self._orders: dict[str, list[int]] = {}
        self.values = {name: self._read(read(self, actions, request)) for name, read in READERS.items()}

    def _read(self, options: Iterable[tuple[Option, list[int]]]) -> dict[str, Value]:
        found = sorted(
            ((option, places) for option, places in options if places), key=lambda item: item[0][2]
        )
        return {value: Value(label, self.bits(places)) for (value, label, _order), places in found}

    def bits(self, places: Iterable[int]) -> int:
        """Return the number whose bits at these places are set."""
        octets = bytearray(len(self.rows) // 8 + 1)
        for place in places:
            octets[place >> 3] |= 1 << (place & 7)
        return int.from_bytes(octets, "little")

    def by(self, field: str) -> dict[Any, list[int]]:
        """Return the places of the actions by the value of a field."""
        column = ActionRow._fields.index(field)
        found: dict[Any, list[int]] = {}
        for place, row in enumerate(self.rows):
            found.setdefault(row[column], []).append(place)
        return found

    def linked(self, links: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
        """Return the places of the actions by what is linked to them, from pairs of an action and another."""
        found: dict[int, list[int]] = {}
        for action, other in links:
            if (place := self.places.get(action)) is not None:
                found.setdefault(other, []).append(place)
        return found

    def filter(
        self, chosen: Mapping[str, Iterable[str]], among: int
    ) -> tuple[int, dict[str, dict[str, int]]]:
        """Return the actions `among` these that pass every filter, and the counts of each filter.

        The counts of a filter apply all other filters.
        """
        passed = {name: self._any_of(name, values) for name, values in chosen.items() if values}
        found = among
        for bits in passed.values():
            found &= bits
        counts = {}
        for name, values in self.values.items():
            left = found
            if name in passed:
                left = among
                for other, bits in passed.items():
                    left &= bits if other != name else among
            counts[name] = {value: (each.actions & left).bit_count() for value, each in values.items()}
        return found, counts

    def _any_of(self, name: str, values: Iterable[str]) -> int:
        bits = 0
        for value in values:
            bits |= self.values[name][value].actions
        return bits

    def in_order(self, found: int, sort: str, key: Callable[[ActionRow], Any] | None) -> list[int]:
        """Return the keys of the actions found, sorted. `key` orders the rows, and is None for numbers."""
        order: Iterable[int] = range(len(self.rows))
        if key is not None:
            if sort not in self._orders:
                self._orders[sort] = sorted(order, key=lambda place: key(self.rows[place]))
            order = self._orders[sort]
        is_found = f"{found:0{len(self.rows)}b}"[::-1]
        return [self.rows[place].pk for place in order if is_found[place] == "1"]


Options = Iterator[tuple[Option, list[int]]]


def _axes(plan: PlanFacts, _actions: ActionPageQuerySet, _request: HttpRequest) -> Options:
    found: dict[Option, list[int]] = {}
    places = plan.by("theme")
    for theme in _themes(places):
        axis = (theme.axis.slug, theme.axis.title, theme.axis.number)
        found.setdefault(axis, []).extend(places[theme.pk])
    yield from found.items()


def _by_theme(plan: PlanFacts, _actions: ActionPageQuerySet, _request: HttpRequest) -> Options:
    places = plan.by("theme")
    for theme in _themes(places):
        yield (theme.slug, theme.title, (theme.axis.number, theme.order)), places[theme.pk]


def _themes(keys: Iterable[int]) -> Any:
    return apps.get_model("projects.Theme").objects.filter(pk__in=list(keys)).select_related("axis")


def _statuses(plan: PlanFacts, _actions: ActionPageQuerySet, _request: HttpRequest) -> Options:
    places = plan.by("status")
    for order, status in enumerate(ActionStatus):
        yield (status.value, str(status.label), order), places.get(status.value, [])


def _priorities(plan: PlanFacts, _actions: ActionPageQuerySet, _request: HttpRequest) -> Options:
    yield ("1", str(PRIORITY), 0), plan.by("priority").get(True, [])


def _volunteers(plan: PlanFacts, actions: ActionPageQuerySet, _request: HttpRequest) -> Options:
    seeking = actions.seeking_volunteers().order_by().values_list("pk", flat=True)
    yield ("1", _("Looking for volunteers"), 0), [plan.places[pk] for pk in seeking if pk in plan.places]


def _organisations(plan: PlanFacts, actions: ActionPageQuerySet, _request: HttpRequest) -> Options:
    links = actions.model.organisations.through.objects.values_list("actionpage", "organisation")
    yield from _labelled(apps.get_model("accounts.Organisation"), plan.linked(links))


def _tags(plan: PlanFacts, actions: ActionPageQuerySet, _request: HttpRequest) -> Options:
    links = actions.model.tags.through.objects.values_list("content_object", "tag")
    yield from _labelled(apps.get_model("projects.Tag"), plan.linked(links))


def _labelled(model: Any, places: Mapping[int, list[int]]) -> Options:
    for pk, slug, name in model.objects.filter(pk__in=list(places)).values_list("pk", "slug", "name"):
        yield (slug, name, sort_key(name)), places[pk]


def _groups(plan: PlanFacts, actions: ActionPageQuerySet, request: HttpRequest) -> Options:
    places = plan.by("working_group")
    group: Any = actions.model._meta.get_field("working_group").related_model
    groups = group.objects.filter(is_viewable(request))
    for pk, number, title in groups.filter(pk__in=[pk for pk in places if pk]).values_list(
        "pk", "number", "title"
    ):
        yield (str(number), title, number), places[pk]


# By the name of the filter.
READERS: dict[str, Callable[[PlanFacts, ActionPageQuerySet, HttpRequest], Options]] = {
    "axis": _axes,
    "theme": _by_theme,
    "status": _statuses,
    "priority": _priorities,
    "volunteers": _volunteers,
    "organisation": _organisations,
    "group": _groups,
    "tag": _tags,
}
