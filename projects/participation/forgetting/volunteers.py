"""How volunteers are forgotten: with time, and when an agent has left."""

import datetime

from django.utils import timezone

from portal.accounts.models import User
from projects.enums import UNFINISHED

from ..enums import STANDING, VolunteerStatus
from ..models import Volunteer


def forget_volunteer_lists(before: datetime.datetime) -> int:
    """Drop the offers withdrawn before this moment, and those for actions that ended before it."""
    count, _by_model = Volunteer.objects.expired(before).delete()
    return count


def forget_volunteering_of(agent: User) -> None:
    """Free the places of a departed agent, and erase what they wrote to the lead persons."""
    offers = Volunteer.objects.filter(agent=agent)
    offers.filter(status__in=STANDING, action__status__in=UNFINISHED).update(
        status=VolunteerStatus.WITHDRAWN, decided_at=timezone.now()
    )
    offers.update(message="", availability="")
