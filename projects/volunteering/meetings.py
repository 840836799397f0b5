"""Operations on the meetings of an action's volunteers, and on the hours of those who came."""

import datetime
import uuid
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from projects.meetings import services as meetings
from projects.meetings.errors import MeetingCancelledError
from projects.models import ActionPage
from projects.services import lock_page

from .enums import TAKES_A_PLACE
from .errors import NotVolunteeringError
from .models import Volunteer, VolunteerHours, VolunteerMeeting

# Who came for how long: None for who did not.
Hours = Mapping[Volunteer, Decimal | None]
NOBODY: Hours = {}


@meetings.announcing()
@transaction.atomic
def plan_meeting(
    *,
    action: ActionPage,
    subject: str,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    place: str = "",
    hours: Hours = NOBODY,
    submission: uuid.UUID,
    by: User | None = None,
) -> VolunteerMeeting:
    """Announce a meeting, and record the hours of those who came. The same submission creates one meeting.

    Raises `AlreadySentError` if it created another one. Raises
    `ValidationError`. Raises `NotVolunteeringError` for the hours of a person who holds no place.
    """
    lock_page(action.pk)
    existing = VolunteerMeeting.submitted(
        submission,
        whose={"action": action},
        subject=subject,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        hours_given={volunteer.pk: given for volunteer, given in hours.items() if given is not None},
    )
    if existing is not None:
        return existing
    meeting = VolunteerMeeting(
        action=action,
        subject=subject,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        submission=submission,
    )
    meetings.plan(meeting, by=by)
    _record_attendance(meeting, hours)
    return meeting


@meetings.announcing()
@transaction.atomic
def change_meeting(
    *,
    meeting: VolunteerMeeting,
    subject: str,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    place: str,
    hours: Hours = NOBODY,
    by: User | None = None,
) -> VolunteerMeeting:
    """Correct a meeting, and record who came.

    Raises `MeetingCancelledError`, `ValidationError`, and `NotVolunteeringError` as `plan_meeting` does.
    """
    current = _current_meeting(meeting)
    if current is None:
        raise MeetingCancelledError
    meetings.change(current, by=by, subject=subject, starts_at=starts_at, ends_at=ends_at, place=place)
    _record_attendance(current, hours)
    return current


@transaction.atomic
def cancel_meeting(*, meeting: VolunteerMeeting, by: User | None = None) -> None:
    """Remove a meeting with the hours recorded for it.

    If people may have heard of it, it stays, marked as cancelled. Cancelling it again changes nothing.
    """
    current = _current_meeting(meeting)
    if current is None:
        return
    VolunteerHours.objects.filter(meeting=current).delete()
    if current.was_announced:
        meetings.cancel(current, by=by)
    else:
        current.delete()


def _current_meeting(meeting: VolunteerMeeting) -> VolunteerMeeting | None:
    """Lock a meeting with its action and return its present state, or None if it was removed."""
    lock_page(meeting.action_id)
    return VolunteerMeeting.objects.select_related("action").filter(pk=meeting.pk).first()


def _record_attendance(meeting: VolunteerMeeting, hours: Hours) -> None:
    date = timezone.localtime(meeting.starts_at).date()
    for volunteer, given in hours.items():
        if volunteer.action_id != meeting.action_id or volunteer.status not in TAKES_A_PLACE:
            raise NotVolunteeringError
        rows = VolunteerHours.objects.filter(volunteer=volunteer, meeting=meeting)
        if given is None:
            rows.delete()
        elif not rows.update(hours=given, date=date):
            VolunteerHours.objects.create(
                volunteer=volunteer, meeting=meeting, hours=given, date=date, note=meeting.subject
            )
