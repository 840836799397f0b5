"""Notifications about working groups, besides their meetings."""

from collections.abc import Iterable

from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from projects.groups.models import GroupMeeting
from projects.groups.signals import minutes_published

from ..enums import Category
from ..services.notifying import register_kind
from .base import Event, Message, NotificationKind, Trigger


def _event(meeting: GroupMeeting, by: User | None) -> Event:
    at = meeting.minutes_published_at
    return Event(f"minutes:{meeting.pk}", meeting.pk, page=meeting.group, at=at, actor=by)


def _expected(meeting: GroupMeeting, by: User | None) -> Iterable[int]:
    return meeting.expected()


def _say(meeting: GroupMeeting) -> Message:
    text = gettext("The minutes of “%(subject)s” are published.") % {"subject": meeting.subject}
    return Message(text, meeting.get_absolute_url(), meeting.minutes)


register_kind(
    NotificationKind(
        name="minutes",
        label=_("Minutes of my working group"),
        category=Category.VOLUNTEERING,
        notifies_on=(Trigger(minutes_published, _event),),
        recipients=_expected,
        objects=GroupMeeting.objects.select_related("group")
        .only("subject", "minutes", "group__url_path")
        .all,
        say=_say,
        counted=ngettext_lazy("Minutes of %(count)s meeting", "Minutes of %(count)s meetings", "count"),
    )
)
