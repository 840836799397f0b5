"""What is told of volunteers."""

from projects.participation.models import Volunteer
from projects.participation.signals import volunteer_joined

from ..enums import FollowKind, Kind
from ..services import Fact, follow_along, notify
from .base import tells


@tells(volunteer_joined)
def tell_volunteer_joined(volunteer: Volunteer) -> None:
    """The lead person; and the volunteer follows the action from now on."""
    action = volunteer.action
    moment = volunteer.created_at
    fact = Fact(f"volunteer:{volunteer.pk}:{moment.timestamp():.3f}", volunteer.pk, page=action, at=moment)
    if action.lead_person_id is not None:
        notify(fact=fact, told={action.lead_person_id: Kind.VOLUNTEER_JOINED}, actor=volunteer.agent)
    follow_along(agent=volunteer.agent, kind=FollowKind.ACTION, key=action.pk)
