"""What is told of working groups, besides their meetings."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from projects.groups.models import GroupMeeting
from projects.groups.signals import minutes_published

from ..enums import Category
from ..services.notifying import register_kind
from .base import Event, Message, News, NotificationKind, counted


def _event(meeting: GroupMeeting, by: User | None) -> Event:
    at = meeting.minutes_published_at
    return Event(f"minutes:{meeting.pk}", meeting.pk, page=meeting.group, at=at, actor=by)


def _expected(meeting: GroupMeeting, by: User | None) -> Iterable[int]:
    return meeting.expected()


def _load(keys: Collection[int]) -> dict[int, GroupMeeting]:
    return {one.pk: one for one in GroupMeeting.objects.filter(pk__in=keys).select_related("group")}


def _say(meeting: GroupMeeting) -> Message:
    text = gettext("The minutes of “%(subject)s” are published.") % {"subject": meeting.subject}
    return Message(text, meeting.get_absolute_url(), meeting.minutes)


MINUTES = register_kind(
    NotificationKind(
        name="minutes",
        label=_("Minutes of my working group"),
        category=Category.VOLUNTEERING,
        notifies_on=(News(minutes_published, _event),),
        recipients=_expected,
        load=_load,
        say=_say,
        count=counted(
            ngettext_lazy("Minutes of %(count)s meeting", "Minutes of %(count)s meetings", "count")
        ),
    )
)
