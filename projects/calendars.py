"""Meetings as a calendar file (RFC 5545)."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from icalendar import Calendar, Event


@dataclass(frozen=True)
class Appointment:
    """A meeting in a calendar.

    `key` identifies it within the portal, `path` leads to its page.
    """

    key: str
    summary: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    place: str
    path: str
    changed_at: datetime.datetime
    is_cancelled: bool = False


def calendar_file(appointments: Iterable[Appointment], request: HttpRequest) -> bytes:
    """Return a calendar file of these appointments, in universal time.

    The identifiers are stable: a calendar that imports the file again updates its entries.
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
