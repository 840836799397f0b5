"""Verbs on the meetings of the volunteers of an action, and the hours of who came."""

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

from .enums import TAKES_A_PLACE
from .errors import NotVolunteeringError
from .models import Volunteer, VolunteerHours, VolunteerMeeting

# Who came for how long: None for who did not.
Hours = Mapping[Volunteer, Decimal | None]
NOBODY: Hours = {}


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
    """Announce a meeting, and record who came for how long if it took place: None for who did not come.

    The same submission is one meeting. Raises `ValidationError`, and `NotVolunteeringError` for hours of who
    holds no place.
    """
    meetings.lock(action.pk)
    existing = VolunteerMeeting.submitted(submission, action=action)
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
    """Correct what a meeting announces, and record who came.

    Raises `MeetingCancelledError`, `ValidationError`, and `NotVolunteeringError` as `plan_meeting`.
    """
    current = _current_meeting(meeting)
    if current is None:
        raise MeetingCancelledError
    meetings.change(current, by=by, subject=subject, starts_at=starts_at, ends_at=ends_at, place=place)
    _record_attendance(current, hours)
    return current


@transaction.atomic
def cancel_meeting(*, meeting: VolunteerMeeting, by: User | None = None) -> None:
    """Take a meeting off with the hours recorded for it.

    Where people could hear of it, it stays as cancelled; saying it again changes nothing.
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
    """The meeting as it is now, locked with its action; None if it was taken off."""
    meetings.lock(meeting.action_id)
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
