"""Verbs that change the members and the meetings of a working group."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from portal.accounts.models import User
from portal.quotas.limits import limited

from .errors import (
    MeetingAlreadyPlannedError,
    MeetingCancelledError,
    MeetingChangedError,
    MeetingHasMinutesError,
    MeetingNotHeldError,
)
from .models import GroupMeeting, GroupMember, WorkingGroupPage
from .signals import meeting_changed, meeting_planned, minutes_published


def _lock(group_id: int) -> None:
    """Until the transaction ends nobody else changes the meetings of this group.

    On SQLite the transaction itself is the lock.
    """
    Page.objects.select_for_update().get(pk=group_id)


@transaction.atomic
def add_member(*, group: WorkingGroupPage, agent: User, joined_at: datetime.datetime | None = None) -> None:
    """Make an agent a member of a group; a member stays one since the same day."""
    # One statement: of two clicks at the same moment, the second finds what the first wrote.
    GroupMember.objects.bulk_create(
        [GroupMember(group=group, agent=agent, joined_at=joined_at or timezone.now())], ignore_conflicts=True
    )


@transaction.atomic
def remove_member(*, group: WorkingGroupPage, agent: User) -> None:
    """Take an agent off a group. Who is no member stays none."""
    GroupMember.objects.filter(group=group, agent=agent).delete()


@limited("meeting", gettext_lazy("Meetings of working groups"), by="by")
@transaction.atomic
def plan_meeting(
    *,
    group: WorkingGroupPage,
    subject: str,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    place: str = "",
    agenda: str = "",
    by: User | None = None,
) -> GroupMeeting:
    """Announce a meeting, or return the very same one if it is already planned.

    Raises `MeetingAlreadyPlannedError` if a meeting of this subject begins then, elsewhere or with another
    agenda, and `ValidationError` if it ends before it begins, or a text is missing or too long.
    """
    _lock(group.pk)
    meeting = GroupMeeting(
        group=group, subject=subject, starts_at=starts_at, ends_at=ends_at, place=place, agenda=agenda
    )
    existing = _twin_of(meeting)
    if existing:
        if (existing.ends_at, existing.place, existing.agenda) != (ends_at, place, agenda):
            raise MeetingAlreadyPlannedError
        return existing
    meeting.full_clean(exclude=["group"])
    meeting.save()
    transaction.on_commit(lambda: meeting_planned.send(GroupMeeting, meeting=meeting, by=by))
    return meeting


def _twin_of(meeting: GroupMeeting) -> GroupMeeting | None:
    """Another meeting of the group that has the same subject and begins at the same moment."""
    twins = GroupMeeting.objects.filter(
        group=meeting.group,
        subject=meeting.subject,
        starts_at=meeting.starts_at,
        cancelled_at__isnull=True,
    )
    return twins.exclude(pk=meeting.pk).first()


def _current(meeting: GroupMeeting) -> GroupMeeting:
    """The meeting as it is now, locked with its group. Raises `MeetingCancelledError`."""
    _lock(meeting.group_id)
    current = GroupMeeting.objects.select_related("group").get(pk=meeting.pk)
    if current.cancelled_at is not None:
        raise MeetingCancelledError
    return current


@transaction.atomic
def change_meeting(
    *,
    meeting: GroupMeeting,
    subject: str,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    place: str,
    agenda: str,
    by: User | None = None,
) -> GroupMeeting:
    """Correct what a meeting announces; another time or place is told. Its minutes stay.

    Raises `MeetingAlreadyPlannedError` if it becomes the same as another one, `MeetingNotHeldError` if it
    has minutes and would be yet to come, `MeetingCancelledError`, and `ValidationError`.
    """
    current = _current(meeting)
    before = (current.starts_at, current.ends_at, current.place)
    current.subject, current.starts_at, current.ends_at = subject, starts_at, ends_at
    current.place, current.agenda = place, agenda
    if _twin_of(current):
        raise MeetingAlreadyPlannedError
    if current.minutes_published_at is not None and not current.has_begun:
        raise MeetingNotHeldError
    current.full_clean(exclude=["group"])
    current.save()
    if before != (starts_at, ends_at, place) and not current.has_ended:
        transaction.on_commit(lambda: meeting_changed.send(GroupMeeting, meeting=current, by=by))
    return current


@transaction.atomic
def cancel_meeting(*, meeting: GroupMeeting, by: User | None = None) -> None:
    """Say that a meeting does not take place; saying it again changes nothing.

    Raises `MeetingHasMinutesError`: what a group wrote is kept.
    """
    try:
        current = _current(meeting)
    except MeetingCancelledError:
        return
    if current.minutes_published_at is not None:
        raise MeetingHasMinutesError
    current.cancelled_at = timezone.now()
    current.save()
    if not current.has_ended:
        transaction.on_commit(lambda: meeting_changed.send(GroupMeeting, meeting=current, by=by))


@transaction.atomic
def write_minutes(
    *, meeting: GroupMeeting, minutes: str, replacing: str, by: User | None = None
) -> GroupMeeting:
    """Publish the minutes of a meeting, or correct those that read `replacing`.

    Raises `MeetingNotHeldError` before the meeting, `MeetingChangedError` if somebody wrote other minutes
    meanwhile, `MeetingCancelledError`, and `ValidationError` if they are too long.
    """
    current = _current(meeting)
    if not current.has_begun:
        raise MeetingNotHeldError
    if current.minutes == minutes:
        return current
    if current.minutes != replacing:
        raise MeetingChangedError
    is_first = current.minutes_published_at is None
    current.minutes = minutes
    current.minutes_published_at = current.minutes_published_at or timezone.now()
    current.full_clean(exclude=["group"])
    current.save()
    if is_first:
        transaction.on_commit(lambda: minutes_published.send(GroupMeeting, meeting=current, by=by))
    return current
