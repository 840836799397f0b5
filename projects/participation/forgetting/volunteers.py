"""How volunteers are forgotten: with time, and when an agent has left."""

import datetime

from django.db import transaction
from django.db.models import Count, Max, Sum
from django.db.models.functions import ExtractYear
from django.utils import timezone

from portal.accounts.models import User
from projects.enums import UNFINISHED

from ..enums import STANDING, ContributionSource, ManagerWord, VolunteerStatus
from ..models import Contribution, Volunteer, VolunteerHours, VolunteerMessage, VolunteerStep
from ..services import free_places_of


@transaction.atomic
def forget_volunteer_lists(before: datetime.datetime) -> int:
    """Drop the offers withdrawn or declined before this moment, and those for actions that ended before it.

    The hours that they gave stay counted in their year, by action and service, without a name.
    """
    expired = list(Volunteer.objects.expired(before).values_list("pk", flat=True))
    given = (
        VolunteerHours.objects.filter(volunteer__in=expired)
        .order_by()
        .values(
            "volunteer__action",
            "volunteer__action__project",
            "volunteer__agent__service",
            year=ExtractYear("date"),
        )
        .annotate(total=Sum("hours"), people=Count("volunteer", distinct=True), last=Max("date"))
    )
    Contribution.objects.bulk_create(
        Contribution(
            project_id=row["volunteer__action__project"],
            action_id=row["volunteer__action"],
            service_id=row["volunteer__agent__service"],
            date=row["last"],
            hours=row["total"],
            people=row["people"],
            source=ContributionSource.RECORDED,
        )
        for row in given
    )
    Volunteer.objects.filter(pk__in=expired).delete()
    return len(expired)


def forget_messages_to_volunteers(before: datetime.datetime) -> int:
    """Drop what lead persons wrote to volunteers before this moment."""
    messages = VolunteerMessage.objects.filter(sent_at__lt=before)
    count = messages.count()
    messages.delete()
    return count


def forget_volunteering_of(agent: User) -> None:
    """Free the places of a departed agent, and erase what they wrote to the lead persons."""
    free_places_of(agent=agent)
    offers = Volunteer.objects.filter(agent=agent)
    # Of suspended actions nobody is promoted, but the departed hold no place either.
    offers.filter(status__in=STANDING, action__status__in=UNFINISHED).update(
        status=VolunteerStatus.WITHDRAWN, decided_at=timezone.now()
    )
    offers.update(message="", availability="", kind_word="")
    VolunteerStep.objects.filter(volunteer__agent=agent).update(note="")
    VolunteerHours.objects.filter(volunteer__agent=agent).update(note="")


def forget_managed_volunteers_of(agent: User) -> None:
    """Nobody waits for the word of a manager who left."""
    Volunteer.objects.filter(manager=agent, manager_word=ManagerWord.ASKED).update(
        manager_word=ManagerWord.NONE
    )
    Volunteer.objects.filter(manager=agent).update(manager=None)
