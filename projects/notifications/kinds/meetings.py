"""Notifications about meetings of any kind: planned, changed, cancelled."""

from collections.abc import Callable, Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.common.display import format_date, format_time
from projects.groups.models import GroupMeetingNotice
from projects.meetings.models import MeetingNotice
from projects.meetings.signals import meeting_cancelled, meeting_changed, meeting_planned
from projects.volunteering.models import VolunteerMeetingNotice

from ..enums import Category
from ..services.notifying import register_kind
from .base import Event, Message, NotificationKind, Trigger


def _event(notice: MeetingNotice, by: User | None) -> Event:
    key = f"meeting:{notice.meeting.uid}:{notice.pk}"
    return Event(key, notice.pk, page=notice.meeting.page, at=notice.at, actor=by)


def _expected_by(model: type[MeetingNotice]) -> Callable[..., Iterable[int]]:
    def recipients(notice: MeetingNotice, by: User | None) -> Iterable[int]:
        return notice.meeting.expected() if isinstance(notice, model) else []

    return recipients


def _when(notice: MeetingNotice) -> str:
    return gettext("on %(day)s from %(start)s to %(end)s") % {
        "day": format_date(notice.starts_at),
        "start": format_time(notice.starts_at),
        "end": format_time(notice.ends_at),
    }


def _what(notice: MeetingNotice) -> str:
    return gettext("“%(subject)s”") % {"subject": notice.subject}


def _where(notice: MeetingNotice) -> str:
    return notice.place


def _say(notice: MeetingNotice) -> Message:
    announced = ", ".join(filter(None, [_what(notice), _when(notice), _where(notice)]))
    if notice.is_cancelled:
        text = gettext("Cancelled: %(meeting)s.") % {"meeting": announced}
    elif notice.previous is None:
        text = gettext("Planned: %(meeting)s.") % {"meeting": announced}
    else:
        text = gettext("Changed: %(meeting)s.") % {"meeting": announced}
        text = " ".join([text, *_said_before(notice.previous, set(notice.changed))])
    return Message(text, notice.meeting.get_absolute_url(), notice.meeting.description)


def _said_before(before: MeetingNotice, changed: set[str]) -> Iterable[str]:
    """Yield what is no longer so, in sentences."""
    said = {_what: {"subject"}, _when: {"starts_at", "ends_at"}, _where: {"place"}}
    past = [say(before) or gettext("no place") for say, names in said.items() if names & changed]
    if past:
        yield gettext("Before: %(meeting)s.") % {"meeting": ", ".join(past)}
    if "agenda" in changed:
        yield gettext("The agenda has changed.")


def _register(name: str, label: Promise, counted: Promise, model: type[MeetingNotice], page: str) -> None:
    register_kind(
        NotificationKind(
            name=name,
            label=label,
            category=Category.VOLUNTEERING,
            notifies_on=_TRIGGERS,
            recipients=_expected_by(model),
            objects=model._default_manager.select_related("previous", f"meeting__{page}").all,
            say=_say,
            counted=counted,
        )
    )


_TRIGGERS = tuple(Trigger(signal, _event) for signal in (meeting_planned, meeting_changed, meeting_cancelled))

_register(
    "meeting",
    _("Meeting of my working group"),
    ngettext_lazy("%(count)s news of a meeting", "%(count)s news of meetings", "count"),
    GroupMeetingNotice,
    "group",
)
_register(
    "volunteer_meeting",
    _("Meeting of the volunteers of an action"),
    ngettext_lazy(
        "%(count)s news of a meeting of volunteers", "%(count)s news of meetings of volunteers", "count"
    ),
    VolunteerMeetingNotice,
    "action",
)
