"""The call for volunteers of an action: its places, those taken, and whether one is left.

The volunteering app registers the rows that take a place. Every list, page, card and service uses this
module.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import ngettext

from .enums import OPEN_TO_VOLUNTEERS

CALLS_SHOWN = 6  # on the page of a theme or of a working group; the list of actions shows them all

# Rows with an `action`, each of which takes one of its places.
Takers = Callable[[], QuerySet[Any]]

_takers: list[Takers] = []


def register_takers(takers: Takers) -> None:
    """Count these rows as taken places."""
    _takers.append(takers)


def places_taken() -> Combinable:
    """Return an expression for a query of actions: the number of taken places."""
    count: Combinable = Value(0)
    for takers in _takers:
        rows = takers().filter(action=OuterRef("pk")).order_by().values("action")
        count += Coalesce(Subquery(rows.annotate(count=Count("pk")).values("count")), 0)
    return count


def is_open() -> Q:
    """Return a condition on actions that is equivalent to `Call.is_open`."""
    today = Coalesce(F("project__as_of"), Value(timezone.localdate()))
    return Q(Q(volunteers_until__isnull=True) | Q(volunteers_until__gte=today)) & Q(
        volunteers_wanted__gt=0, status__in=OPEN_TO_VOLUNTEERS
    )


def is_seeking() -> Q:
    """Return a condition on actions with `taken_places` that is equivalent to `Call.is_seeking`."""
    return is_open() & Q(taken_places__lt=F("volunteers_wanted"))


def load_calls(actions: Iterable[Any]) -> list[Any]:
    """Load what the cards of these actions say of their calls, in one query."""
    actions = list(actions)
    taken = count_taken([action.pk for action in actions])
    for action in actions:
        action.taken_places = taken[action.pk]
    return actions


def count_taken(keys: Iterable[int]) -> Counter[int]:
    """Return the number of taken places of each of these actions, by key, in one query."""
    taken: Counter[int] = Counter()
    for takers in _takers:
        counted = takers().filter(action__in=keys).order_by().values_list("action")
        taken.update(dict(counted.annotate(count=Count("pk"))))
    return taken


class Call:
    """The call of one action."""

    def __init__(self, action: Any) -> None:
        self._action = action

    @property
    def places(self) -> int:
        return self._action.volunteers_wanted or 0

    @property
    def taken(self) -> int:
        """The number of taken places, counted now unless a query of cards has counted them."""
        counted: int | None = self._action.taken_places
        if counted is None:
            counted = sum(takers().filter(action=self._action.pk).count() for takers in _takers)
        return counted

    @property
    def left(self) -> int:
        """The number of places left, never negative: a call may have been made smaller."""
        return max(0, self.places - self.taken)

    @property
    def is_stopped(self) -> bool:
        """True if the action is finished or stopped, whatever the last day of the call."""
        return self._action.status not in OPEN_TO_VOLUNTEERS

    @property
    def is_open(self) -> bool:
        """True if agents may volunteer today, even if only for the waiting list."""
        until: datetime.date | None = self._action.volunteers_until
        in_time = until is None or until >= self._action.project.today
        return bool(self.places and not self.is_stopped and in_time)

    @property
    def is_seeking(self) -> bool:
        """True if the call is open and a place is left. Only then the action seeks volunteers."""
        return self.is_open and self.left > 0

    def __str__(self) -> str:
        words = ngettext(
            "%(taken)s of %(places)s place taken", "%(taken)s of %(places)s places taken", self.places
        )
        return words % {"taken": self.taken, "places": self.places}
