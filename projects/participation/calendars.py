"""Meetings as a file that calendars open (RFC 5545)."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from icalendar import Calendar, Event

from projects.models import GroupMeeting

from .models import VolunteerMeeting


@dataclass(frozen=True)
class Appointment:
    """A meeting as a calendar knows it; `key` tells it apart within the portal, `path` leads to its page."""

    key: str
    summary: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    place: str
    path: str
    changed_at: datetime.datetime
    is_cancelled: bool = False


def of_volunteers(meeting: VolunteerMeeting) -> Appointment:
    """`action` is loaded."""
    return Appointment(
        key=f"rencontre-{meeting.pk}",
        summary=f"{meeting.subject} · {meeting.action.title}",
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        path=meeting.action.get_url() or "/",
        changed_at=meeting.changed_at,
    )


def of_group(meeting: GroupMeeting) -> Appointment:
    """`group` is loaded."""
    return Appointment(
        key=f"reunion-{meeting.pk}",
        summary=f"{meeting.subject} · {meeting.group.title}",
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        path=meeting.get_absolute_url(),
        changed_at=meeting.updated_at,
        is_cancelled=meeting.cancelled_at is not None,
    )


def calendar_file(appointments: Iterable[Appointment], request: HttpRequest) -> bytes:
    """The appointments, in universal time.

    Each keeps its identifier, so that a calendar that imports the file again corrects what it has.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.WAGTAIL_SITE_NAME}//FR")
    calendar.add("version", "2.0")
    for appointment in appointments:
        event = Event()
        event.add("uid", f"{appointment.key}@{request.get_host()}")
        event.add("dtstamp", appointment.changed_at)
        event.add("dtstart", appointment.starts_at)
        event.add("dtend", appointment.ends_at)
        event.add("summary", appointment.summary)
        if appointment.place:
            event.add("location", appointment.place)
        if appointment.is_cancelled:
            event.add("status", "CANCELLED")
        event.add("url", request.build_absolute_uri(appointment.path))
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
