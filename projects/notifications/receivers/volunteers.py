"""What is told of volunteers."""

import datetime

from projects.volunteering.enums import VolunteerStatus
from projects.volunteering.models import Volunteer, VolunteerMessage
from projects.volunteering.signals import (
    manager_asked,
    volunteer_changed,
    volunteer_joined,
    volunteers_addressed,
)

from ..enums import FollowKind, Kind
from ..services import Fact, follow_along, notify
from .base import tells


def _fact(volunteer: Volunteer, what: str, at: datetime.datetime) -> Fact:
    """An offer goes through the same status more than once: the moment tells them apart."""
    key = f"volunteer:{volunteer.pk}:{what}:{at.timestamp():.3f}"
    return Fact(key, volunteer.pk, page=volunteer.action, at=at)


@tells(volunteer_joined)
def tell_volunteer_joined(volunteer: Volunteer) -> None:
    """The lead person; and the volunteer follows the action from now on."""
    lead = volunteer.action.lead_person_id
    if lead is not None:
        fact = _fact(volunteer, "joined", volunteer.created_at)
        notify(fact=fact, told={lead: Kind.VOLUNTEER_JOINED}, actor=volunteer.agent)
    follow_along(agent=volunteer.agent, kind=FollowKind.ACTION, key=volunteer.action_id)


@tells(manager_asked)
def tell_manager(volunteer: Volunteer) -> None:
    """The manager of the volunteer's service."""
    if volunteer.manager_id is not None:
        fact = _fact(volunteer, "manager", volunteer.created_at)
        notify(fact=fact, told={volunteer.manager_id: Kind.MANAGER_ASKED}, actor=volunteer.agent)


@tells(volunteer_changed)
def tell_volunteer_changed(volunteer: Volunteer, previous: str) -> None:
    """The volunteer; the lead person when the volunteer withdrew."""
    fact = _fact(volunteer, volunteer.status, volunteer.decided_at or volunteer.created_at)
    if volunteer.status != VolunteerStatus.WITHDRAWN:
        notify(fact=fact, told={volunteer.agent_id: Kind.VOLUNTEER_CHANGED})
    elif volunteer.action.lead_person_id is not None:
        told = {volunteer.action.lead_person_id: Kind.VOLUNTEER_LEFT}
        notify(fact=fact, told=told, actor=volunteer.agent)


@tells(volunteers_addressed)
def tell_volunteers(message: VolunteerMessage) -> None:
    """The volunteers to whom the lead person wrote."""
    recipients = message.recipients.values_list("pk", flat=True)
    fact = Fact(f"volunteer-message:{message.pk}", message.pk, page=message.action, at=message.sent_at)
    notify(fact=fact, told=dict.fromkeys(recipients, Kind.ADDRESSED), actor=message.sender)
