"""Notifications about working groups."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.common.display import format_date, format_time
from projects.groups.models import GroupMeeting
from projects.groups.signals import meeting_changed, meeting_planned, minutes_published

from ..enums import Category
from ..services.notifying import register_kind
from .base import Event, Message, News, NotificationKind, counted


def _event(what: str, meeting: GroupMeeting, by: User | None) -> Event:
    key = f"{what}:{meeting.pk}:{meeting.updated_at.timestamp():.6f}"
    return Event(key, meeting.pk, page=meeting.group, at=meeting.updated_at, actor=by)


def _planned(meeting: GroupMeeting, by: User | None) -> Event | None:
    """Return the event of a new meeting, or None for a past meeting that is recorded later."""
    return None if meeting.has_ended else _event("meeting", meeting, by)


def _changed(meeting: GroupMeeting, by: User | None) -> Event:
    return _event("meeting", meeting, by)


def _minutes_published(meeting: GroupMeeting, by: User | None) -> Event:
    return _event("minutes", meeting, by)


def _members(meeting: GroupMeeting, by: User | None) -> Iterable[int]:
    """Return the members of the group and its facilitator."""
    group = meeting.group
    members = set(group.members.values_list("agent", flat=True))
    return members | {group.facilitator_id} if group.facilitator_id is not None else members


def _load(keys: Collection[int]) -> dict[int, GroupMeeting]:
    return {one.pk: one for one in GroupMeeting.objects.filter(pk__in=keys).select_related("group")}


def _say_meeting(meeting: GroupMeeting) -> Message:
    facts = {
        "subject": meeting.subject,
        "day": format_date(meeting.starts_at),
        "time": format_time(meeting.starts_at),
        "place": meeting.place,
    }
    if meeting.cancelled_at is not None:
        text = gettext("Cancelled: “%(subject)s”, on %(day)s at %(time)s.")
    elif meeting.place:
        text = gettext("Meeting “%(subject)s”, on %(day)s at %(time)s, %(place)s.")
    else:
        text = gettext("Meeting “%(subject)s”, on %(day)s at %(time)s.")
    return Message(text % facts, meeting.get_absolute_url(), meeting.agenda)


def _say_minutes(meeting: GroupMeeting) -> Message:
    text = gettext("The minutes of “%(subject)s” are published.") % {"subject": meeting.subject}
    return Message(text, meeting.get_absolute_url(), meeting.minutes)


MEETING = register_kind(
    NotificationKind(
        name="meeting",
        label=_("Meeting of my working group"),
        category=Category.VOLUNTEERING,
        notifies_on=(News(meeting_planned, _planned), News(meeting_changed, _changed)),
        recipients=_members,
        load=_load,
        say=_say_meeting,
        count=counted(ngettext_lazy("%(count)s news of a meeting", "%(count)s news of meetings", "count")),
    )
)
MINUTES = register_kind(
    NotificationKind(
        name="minutes",
        label=_("Minutes of my working group"),
        category=Category.VOLUNTEERING,
        notifies_on=(News(minutes_published, _minutes_published),),
        recipients=_members,
        load=_load,
        say=_say_minutes,
        count=counted(
            ngettext_lazy("Minutes of %(count)s meeting", "Minutes of %(count)s meetings", "count")
        ),
    )
)
