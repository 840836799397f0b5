"""Named states of volunteers, to be chained."""

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from portal.accounts.models import User
from projects.enums import UNFINISHED
from projects.models import ActionPage, ProgressEntry

from ..enums import STANDING, TAKES_A_PLACE, VolunteerStatus

if TYPE_CHECKING:
    from ..models import Comment, Volunteer  # noqa: F401 (named as strings below)


class VolunteerQuerySet(models.QuerySet["Volunteer"]):
    def taking_a_place(self) -> Self:
        return self.filter(status__in=TAKES_A_PLACE)

    def standing(self) -> Self:
        """Neither withdrawn nor thanked."""
        return self.filter(status__in=STANDING)

    def expired(self, moment: datetime.datetime) -> Self:
        """Withdrawn before this moment, or for an action whose end was recorded before it."""
        last = ProgressEntry.objects.filter(action=models.OuterRef("action")).order_by("-created_at", "-pk")
        ended = models.functions.Coalesce(
            models.Subquery(last.values("created_at")[:1]), "action__last_published_at"
        )
        return self.alias(ended=ended).filter(
            models.Q(status=VolunteerStatus.WITHDRAWN, decided_at__lt=moment)
            | (~models.Q(action__status__in=UNFINISHED) & models.Q(ended__lt=moment))
        )

    def shown_for(self, action: ActionPage) -> Self:
        """The people shown beside an action, first come first, with their services."""
        return (
            self.filter(action=action.pk)
            .exclude(status=VolunteerStatus.WITHDRAWN)
            .select_related("agent__service")
            .order_by("created_at", "pk")
        )

    def by(self, agent: User) -> Self:
        """A person's own offers, newest first, with their actions."""
        return self.filter(agent=agent).select_related("action").order_by("-created_at", "-pk")
