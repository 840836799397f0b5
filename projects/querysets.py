"""Named states of actions, to be chained."""

import datetime
from typing import Self

from django.db.models import Case, F, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone

from portal.common.json_rows import json_rows
from portal.common.querysets import JoinedPageQuerySet

from .enums import OPEN_TO_VOLUNTEERS, UNFINISHED, ActionStatus


def _call_is_open(today: datetime.date | Combinable) -> Q:
    return Q(Q(volunteers_until__isnull=True) | Q(volunteers_until__gte=today)) & Q(
        volunteers_wanted__isnull=False, status__in=OPEN_TO_VOLUNTEERS
    )


class ActionPageQuerySet(JoinedPageQuerySet):
    def priority(self) -> Self:
        return self.filter(priority=True)

    def done(self) -> Self:
        return self.filter(status=ActionStatus.DONE)

    def late(self, today: datetime.date | Combinable) -> Self:
        """Not finished although the end date has passed."""
        return self.filter(status__in=UNFINISHED, end__lt=today)

    def seeking_volunteers(self, today: datetime.date) -> Self:
        """With a call for volunteers that is open on `today`; it may be full."""
        return self.filter(_call_is_open(today))

    def with_links(self) -> Self:
        """With the objects that an action's page names, so that showing them takes no more query."""
        return self.select_related(
            "project", "theme__axis__project", "lead_service", "lead_person", "working_group"
        ).with_labels()

    def with_labels(self) -> Self:
        """With the tags and organisations of each action, as JSON rows of name and slug."""
        tagged = self.model.tags.through.objects.all()
        concerned = self.model.organisations.through.objects.all()
        return self.annotate(
            tag_rows=json_rows(tagged, "content_object", name="tag__name", slug="tag__slug"),
            organisation_rows=json_rows(
                concerned, "actionpage", name="organisation__name", slug="organisation__slug"
            ),
        )

    def with_facts(self) -> Self:
        """With what the filters of the list read: labels, and whether a call for volunteers is open."""
        today = Coalesce(F("project__as_of"), Value(timezone.localdate()))
        return self.with_labels().annotate(
            seeks_volunteers=Case(When(_call_is_open(today), then=True), default=False)
        )

    def for_cards(self) -> Self:
        """What lists show, in the order of the plan."""
        return self.select_related("theme__axis__project").defer_streamfields().order_by("number")

    def next_number(self) -> int:
        last = self.order_by("-number").values_list("number", flat=True).first()
        return (last or 0) + 1
