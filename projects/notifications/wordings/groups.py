"""What is said of working groups."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.common.display import format_date, format_time
from projects.models import GroupMeeting

from ..enums import Kind
from .base import Said, Wording


def _load(keys: Collection[int]) -> dict[int, GroupMeeting]:
    return {one.pk: one for one in GroupMeeting.objects.filter(pk__in=keys).select_related("group")}


def _say_meeting(meeting: GroupMeeting) -> Said:
    facts = {
        "subject": meeting.subject,
        "day": format_date(meeting.starts_at),
        "time": format_time(meeting.starts_at),
        "place": meeting.place,
    }
    if meeting.cancelled_at is not None:
        text = _("Cancelled: “%(subject)s”, on %(day)s at %(time)s.")
    elif meeting.place:
        text = _("Meeting “%(subject)s”, on %(day)s at %(time)s, %(place)s.")
    else:
        text = _("Meeting “%(subject)s”, on %(day)s at %(time)s.")
    return Said(text % facts, meeting.get_absolute_url(), meeting.agenda)


def _say_minutes(meeting: GroupMeeting) -> Said:
    text = _("The minutes of “%(subject)s” are published.") % {"subject": meeting.subject}
    return Said(text, meeting.get_absolute_url(), meeting.minutes)


def _count_meetings(count: int) -> str:
    return ngettext("%(count)s news of a meeting", "%(count)s news of meetings", count) % {"count": count}


def _count_minutes(count: int) -> str:
    words = ngettext("Minutes of %(count)s meeting", "Minutes of %(count)s meetings", count)
    return words % {"count": count}


WORDINGS = {
    Kind.MEETING: Wording(_load, _say_meeting, _count_meetings),
    Kind.MINUTES: Wording(_load, _say_minutes, _count_minutes),
}
