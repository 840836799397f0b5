"""Operations on meetings: plan, change, cancel.

The services of an app do what is special to it. They then call these operations in the same transaction, with
the present state of the meeting, whose page they have locked.
"""

import datetime
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.quotas.limits import limited
from portal.tasks.announcements import Announcement

from .errors import MeetingCancelledError
from .models import Meeting
from .signals import meeting_cancelled, meeting_changed, meeting_planned

P = ParamSpec("P")
R = TypeVar("R")


def announcing(
    done: Callable[..., object] = lambda **asked: None,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Limit how often the person in the parameter `by` plans or changes a meeting that people are told of.

    What `done` finds done already is not counted.
    """
    return limited("meeting", gettext_lazy("Announcements of meetings"), by="by", times=_is_news, done=done)


def _is_news(*, ends_at: datetime.datetime, meeting: Meeting | None = None, **announced: Any) -> int:
    """Return 1 if the meeting is yet to come, or was: nobody is told of what is recorded afterwards."""
    return int(ends_at > timezone.now() or (meeting is not None and not meeting.has_ended))


@transaction.atomic
def plan(meeting: Meeting, *, by: User | None) -> None:
    """Save a new meeting and announce it. Raises `ValidationError`."""
    meeting.full_clean()
    _announce(meeting, meeting_planned, by, is_news=not meeting.has_ended)


@transaction.atomic
def change(meeting: Meeting, *, by: User | None, **announced: Any) -> None:
    """Change the announcement of a meeting, and notify people. The same announcement changes nothing.

    Raises `MeetingCancelledError` and `ValidationError`.
    """
    if meeting.cancelled_at is not None:
        raise MeetingCancelledError
    if all(getattr(meeting, name) == value for name, value in announced.items()):
        return
    was_to_come = not meeting.has_ended
    for name, value in announced.items():
        setattr(meeting, name, value)
    meeting.full_clean()
    meeting.sequence += 1
    _announce(meeting, meeting_changed, by, is_news=was_to_come or not meeting.has_ended)


@transaction.atomic
def cancel(meeting: Meeting, *, by: User | None) -> None:
    """Cancel a meeting. Cancelling it again changes nothing."""
    if meeting.cancelled_at is None:
        meeting.cancelled_at = timezone.now()
        meeting.sequence += 1
        _announce(meeting, meeting_cancelled, by, is_news=not meeting.has_ended)


def _announce(meeting: Meeting, announcement: Announcement, by: User | None, *, is_news: bool) -> None:
    meeting.updated_at = timezone.now()
    meeting.save()
    notice = meeting.notices.create(
        previous=meeting.notices.last(),
        at=meeting.updated_at,
        is_cancelled=meeting.cancelled_at is not None,
        **{name: getattr(meeting, name) for name in meeting.ANNOUNCED},
    )
    if is_news:
        announcement.announce(notice=notice, by=by)
