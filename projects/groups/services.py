"""Operations on the members and the meetings of a working group."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.common.errors import RefusalError
from projects.meetings import services as meetings
from projects.meetings.errors import MeetingCancelledError
from projects.services import lock_page

from .errors import MeetingAlreadyPlannedError, MeetingChangedError, MeetingNotHeldError
from .models import GroupMeeting, GroupMember, WorkingGroupPage
from .signals import minutes_published


@transaction.atomic
def add_member(*, group: WorkingGroupPage, agent: User, joined_at: datetime.datetime | None = None) -> None:
    """Add an agent to a group. A person who is a member already keeps the date of joining."""
    # One statement: of two clicks at the same moment, the second finds what the first wrote.
    GroupMember.objects.bulk_create(
        [GroupMember(group=group, agent=agent, joined_at=joined_at or timezone.now())], ignore_conflicts=True
    )


@transaction.atomic
def remove_member(*, group: WorkingGroupPage, agent: User) -> None:
    """Remove an agent from a group. Nothing changes for a person who is no member."""
    GroupMember.objects.filter(group=group, agent=agent).delete()


@meetings.announcing(
    done=lambda *, group, subject, starts_at, **_: _twin_of(GroupMeeting(group=group), subject, starts_at)
)
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
    """Plan a meeting, or return the same one if it is already planned.

    Raises `MeetingAlreadyPlannedError` if a meeting on this subject begins at that time with another place or
    agenda. Raises `ValidationError` if it ends before it begins, or if a text is missing or too long.
    """
    lock_page(group.pk)
    meeting = GroupMeeting(
        group=group, subject=subject, starts_at=starts_at, ends_at=ends_at, place=place, agenda=agenda
    )
    existing = _twin_of(meeting, subject, starts_at)
    if existing:
        if (existing.ends_at, existing.place, existing.agenda) != (ends_at, place, agenda):
            raise MeetingAlreadyPlannedError
        return existing
    meetings.plan(meeting, by=by)
    return meeting


def _twin_of(meeting: GroupMeeting, subject: str, starts_at: datetime.datetime) -> GroupMeeting | None:
    """Return another meeting of the group on this subject that begins at this moment."""
    twins = GroupMeeting.objects.filter(
        group=meeting.group, subject=subject, starts_at=starts_at, cancelled_at__isnull=True
    )
    return twins.exclude(pk=meeting.pk).first()


def _current(meeting: GroupMeeting) -> GroupMeeting:
    lock_page(meeting.group_id)
    return GroupMeeting.objects.select_related("group").get(pk=meeting.pk)


@meetings.announcing()
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
    """Change the announcement of a meeting. Its minutes stay.

    Raises `MeetingAlreadyPlannedError` if it becomes the same as another one, `MeetingNotHeldError` if a
    meeting with minutes is moved to the future, `MeetingCancelledError`, or `ValidationError`.
    """
    current = _current(meeting)
    if _twin_of(current, subject, starts_at):
        raise MeetingAlreadyPlannedError
    if current.minutes_published_at is not None and starts_at > timezone.now():
        raise MeetingNotHeldError
    meetings.change(
        current, by=by, subject=subject, starts_at=starts_at, ends_at=ends_at, place=place, agenda=agenda
    )
    return current


@transaction.atomic
def cancel_meeting(*, meeting: GroupMeeting, by: User | None = None) -> None:
    """Cancel a meeting. Cancelling it again changes nothing.

    Raises `RefusalError` if it has minutes: they are kept.
    """
    current = _current(meeting)
    if current.minutes_published_at is not None:
        raise RefusalError(_("This meeting has minutes: it can no longer be cancelled."))
    meetings.cancel(current, by=by)


@transaction.atomic
def write_minutes(
    *, meeting: GroupMeeting, minutes: str, replacing: str, by: User | None = None
) -> GroupMeeting:
    """Publish the minutes of a meeting, or replace the minutes whose text is `replacing`.

    Raises `MeetingNotHeldError` before the meeting, `MeetingChangedError` if somebody wrote other minutes
    meanwhile, `MeetingCancelledError`, or `ValidationError` if they are too long.
    """
    current = _current(meeting)
    if current.cancelled_at is not None:
        raise MeetingCancelledError
    if not current.has_begun:
        raise MeetingNotHeldError
    if current.minutes == minutes:
        return current
    if current.minutes != replacing:
        raise MeetingChangedError
    is_first = current.minutes_published_at is None
    current.minutes = minutes
    current.minutes_published_at = current.minutes_published_at or timezone.now()
    current.full_clean()
    current.save()
    if is_first:
        minutes_published.announce(meeting=current, by=by)
    return current
