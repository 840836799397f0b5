"""What is told of working groups."""

from portal.accounts.models import User
from projects.groups.models import GroupMeeting
from projects.groups.signals import meeting_changed, meeting_planned, minutes_published

from ..enums import Kind
from ..services import Fact, notify
from .base import tells


def _tell(meeting: GroupMeeting, kind: Kind, by: User | None) -> None:
    """The members of the group and its facilitator."""
    group = meeting.group
    told = dict.fromkeys(group.members.values_list("agent", flat=True), kind)
    if group.facilitator_id is not None:
        told[group.facilitator_id] = kind
    key = f"{kind}:{meeting.pk}:{meeting.updated_at.timestamp():.6f}"
    notify(fact=Fact(key, meeting.pk, page=group, at=meeting.updated_at), told=told, actor=by)


@tells(meeting_planned)
def tell_meeting(meeting: GroupMeeting, by: User | None) -> None:
    """A meeting of the past that is recorded afterwards is no news."""
    if not meeting.has_ended:
        _tell(meeting, Kind.MEETING, by)


@tells(meeting_changed)
def tell_changed_meeting(meeting: GroupMeeting, by: User | None) -> None:
    _tell(meeting, Kind.MEETING, by)


@tells(minutes_published)
def tell_minutes(meeting: GroupMeeting, by: User | None) -> None:
    _tell(meeting, Kind.MINUTES, by)
