"""Named states of volunteers and of contributions, which can be chained."""

import datetime
from collections.abc import Iterable
from typing import Self

from django.db import models

from portal.accounts.models import User
from portal.fragments.querysets import ContentQuerySet
from projects.enums import UNFINISHED
from projects.models import ActionPage, ProgressEntry

from .enums import SHOWN, STANDING, TAKES_A_PLACE, ManagerDecision, VolunteerStatus


class VolunteerQuerySet(ContentQuerySet):
    """Offers to volunteer."""

    def taking_a_place(self) -> Self:
        return self.filter(status__in=TAKES_A_PLACE)

    def standing(self) -> Self:
        """Return the offers that were not withdrawn, thanked or declined."""
        return self.filter(status__in=STANDING)

    def next_in_line(self) -> Self:
        """Return the waiting list, first come first.

        A volunteer who was put back on the list comes after those who never left it.
        """
        return self.filter(status=VolunteerStatus.WAITING).order_by(
            models.functions.Coalesce("decided_at", "created_at"), "pk"
        )

    def with_hours(self) -> Self:
        """Load `hours_total`, the hours that each volunteer gave, None if they gave none."""
        rows = self.model.hours.rel.related_model._base_manager.filter(volunteer=models.OuterRef("pk"))
        total = rows.order_by().values("volunteer").annotate(total=models.Sum("hours")).values("total")
        return self.annotate(hours_total=models.Subquery(total))

    def awaiting_decision_of(self, manager: User) -> Self:
        """Return the offers that wait for this manager's decision."""
        return self.standing().filter(manager=manager, manager_decision=ManagerDecision.ASKED)

    def expired(self, moment: datetime.datetime) -> Self:
        """Return the offers that are too old to keep.

        They were withdrawn or declined before this moment, or the end of their action was recorded before it.
        """
        last = ProgressEntry.objects.filter(action=models.OuterRef("action")).order_by("-created_at", "-pk")
        ended = models.functions.Coalesce(
            models.Subquery(last.values("created_at")[:1]), "action__last_published_at"
        )
        return self.alias(ended=ended).filter(
            models.Q(status__in=[VolunteerStatus.WITHDRAWN, VolunteerStatus.DECLINED], decided_at__lt=moment)
            | (~models.Q(action__status__in=UNFINISHED) & models.Q(ended__lt=moment))
        )

    def shown_beside(self, action: ActionPage) -> Self:
        """Return the people shown beside an action with their services, first come first.

        The waiting list comes last.
        """
        named = ("status", "agent__first_name", "agent__last_name", "agent__email", "agent__service__name")
        waits = models.Case(models.When(status=VolunteerStatus.WAITING, then=1), default=0)
        shown = self.filter(action=action.pk, status__in=SHOWN).select_related("agent__service")
        return shown.only(*named).order_by(waits, "created_at", "pk")

    def shown_to(self, agent: User, action: ActionPage) -> Self:
        """Return the offer that this person sees as theirs beside an action.

        Only they see that it was declined.
        """
        return self.filter(action=action.pk, agent=agent.pk, status__in=(*SHOWN, VolunteerStatus.DECLINED))

    def count_by_action(self, actions: Iterable[ActionPage]) -> dict[int, dict[str, int]]:
        """Return, by the key of each action that has offers, how many are at each point."""

        def count(*statuses: VolunteerStatus) -> models.Count:
            return models.Count("pk", filter=models.Q(status__in=statuses))

        rows = self.filter(action__in=[action.pk for action in actions]).order_by().values("action")
        counted = rows.annotate(
            offered=count(VolunteerStatus.OFFERED),
            at_work=count(VolunteerStatus.ACCEPTED, VolunteerStatus.ACTIVE),
            waiting=count(VolunteerStatus.WAITING),
            thanked=count(VolunteerStatus.DONE),
        )
        return {row["action"]: row for row in counted}

    def by(self, agent: User) -> Self:
        """Return a person's own offers, the newest first, with their actions."""
        return self.filter(agent=agent).select_related("action").order_by("-created_at", "-pk")


class ContributionQuerySet(ContentQuerySet):
    """Contributions to projects."""

    def details(self) -> Self:
        """Return the lines of an action, a workshop or a service."""
        return self.filter(overall=False)
