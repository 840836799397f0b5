"""Named states of actions, to be chained."""

import datetime
from typing import Self

from django.db.models.expressions import Combinable
from wagtail.query import PageQuerySet

from .calls import is_seeking, places_taken
from .enums import UNFINISHED, ActionStatus


class ActionPageQuerySet(PageQuerySet):
    """Querysets of actions."""

    def priority(self) -> Self:
        return self.filter(priority=True)

    def done(self) -> Self:
        return self.filter(status=ActionStatus.DONE)

    def late(self, today: datetime.date | Combinable) -> Self:
        """Return actions that are unfinished although their end date has passed."""
        return self.filter(status__in=UNFINISHED, end__lt=today)

    def with_calls(self) -> Self:
        """Add the number of places taken in the call of each action."""
        return self.annotate(taken_places=places_taken())

    def seeking_volunteers(self) -> Self:
        """Return actions whose call for volunteers is open and has a place left, the most urgent first."""
        return self.with_calls().filter(is_seeking()).order_by("-priority", "end", "number")

    def for_cards(self) -> Self:
        """Load what cards show, in the order of the plan."""
        # Lateness is judged by the project.
        named = self.select_related("theme__axis").prefetch_related("project")
        return named.defer_streamfields().with_calls().order_by("number")

    def next_number(self) -> int:
        last = self.order_by("-number").values_list("number", flat=True).first()
        return (last or 0) + 1
