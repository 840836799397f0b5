"""What is told of working groups, besides their meetings."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from projects.groups.models import GroupMeeting
from projects.groups.signals import minutes_published

from ..enums import Category
from ..services import register_kind
from .base import Fact, News, NotificationKind, Said, counted


def _fact(meeting: GroupMeeting, by: User | None) -> Fact:
    at = meeting.minutes_published_at
    return Fact(f"minutes:{meeting.pk}", meeting.pk, page=meeting.group, at=at, actor=by)


def _expected(meeting: GroupMeeting, by: User | None) -> Iterable[int]:
    return meeting.expected()


def _load(keys: Collection[int]) -> dict[int, GroupMeeting]:
    return {one.pk: one for one in GroupMeeting.objects.filter(pk__in=keys).select_related("group")}


def _say(meeting: GroupMeeting) -> Said:
    text = gettext("The minutes of “%(subject)s” are published.") % {"subject": meeting.subject}
    return Said(text, meeting.get_absolute_url(), meeting.minutes)


MINUTES = register_kind(
    NotificationKind(
        name="minutes",
        label=_("Minutes of my working group"),
        category=Category.VOLUNTEERING,
        news=(News(minutes_published, _fact),),
        recipients=_expected,
        load=_load,
        say=_say,
        count=counted(
            ngettext_lazy("Minutes of %(count)s meeting", "Minutes of %(count)s meetings", "count")
        ),
    )
)
