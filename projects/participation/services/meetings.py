"""Verbs of a lead person with the volunteers of an action: meetings, hours, messages."""

import datetime
import uuid
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.quotas.limits import limited
from projects.models import ActionPage

from ..enums import TAKES_A_PLACE
from ..errors import NobodyToAddressError, NotVolunteeringError
from ..models import Volunteer, VolunteerHours, VolunteerMeeting, VolunteerMessage
from ..signals import volunteers_addressed
from .volunteers import _lock


@transaction.atomic
def save_meeting(*, meeting: VolunteerMeeting, hours: Mapping[Volunteer, Decimal | None]) -> VolunteerMeeting:
    """Plan or correct a meeting, and record who came for how long: None for who did not come.

    A meeting whose submission was saved already is that one: nothing is added. Raises `ValidationError`,
    and `NotVolunteeringError` for hours of who holds no place.
    """
    _lock(meeting.action_id)
    if meeting.pk is None:
        existing = VolunteerMeeting.submitted(meeting.submission, action=meeting.action)
        if existing is not None:
            return existing
    meeting.full_clean(exclude=["action"])
    meeting.save()
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
    return meeting


@transaction.atomic
def delete_meeting(*, meeting: VolunteerMeeting) -> None:
    """Take a meeting off with the hours recorded for it."""
    _lock(meeting.action_id)
    VolunteerHours.objects.filter(meeting=meeting).delete()
    meeting.delete()


@transaction.atomic
def record_hours(
    *, volunteer: Volunteer, date: datetime.date, hours: Decimal, note: str, submission: uuid.UUID
) -> VolunteerHours:
    """Hours given besides meetings; the same submission counts once.

    Raises `NotVolunteeringError` for who holds no place, and `ValidationError`.
    """
    _lock(volunteer.action_id)
    existing = VolunteerHours.submitted(submission, volunteer=volunteer)
    if existing is not None:
        return existing
    current = Volunteer.objects.filter(pk=volunteer.pk).taking_a_place().first()
    if current is None:
        raise NotVolunteeringError
    given = VolunteerHours(volunteer=current, date=date, hours=hours, note=note, submission=submission)
    given.full_clean(exclude=["volunteer", "meeting"])
    given.save()
    return given


@limited("message", gettext_lazy("Messages to volunteers"), by="sender")
@transaction.atomic
def address_volunteers(
    *,
    action: ActionPage,
    sender: User,
    recipients: Iterable[User],
    subject: str,
    text: str,
    submission: uuid.UUID,
) -> VolunteerMessage:
    """Write to volunteers of an action; the same submission goes out once.

    Raises `NobodyToAddressError` without recipients, and `ValidationError`.
    """
    _lock(action.pk)
    existing = VolunteerMessage.submitted(submission, action=action)
    if existing is not None:
        return existing
    people = list(recipients)
    if not people:
        raise NobodyToAddressError
    message = VolunteerMessage(
        action=action, sender=sender, subject=subject, text=text, submission=submission
    )
    message.full_clean(exclude=["action", "sender"])
    message.save()
    message.recipients.set(people)
    transaction.on_commit(lambda: volunteers_addressed.send(VolunteerMessage, message=message))
    return message
