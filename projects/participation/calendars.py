"""Meetings as a file that calendars open (RFC 5545)."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest
from icalendar import Calendar, Event

from .models import VolunteerMeeting


def calendar_file(meetings: Iterable[VolunteerMeeting], request: HttpRequest) -> bytes:
    """The meetings, in universal time, each with the address of its action; `action` is loaded.

    A meeting keeps its identifier, so that a calendar that imports the file again corrects what it has.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.WAGTAIL_SITE_NAME}//FR")
    calendar.add("version", "2.0")
    for meeting in meetings:
        event = Event()
        event.add("uid", f"rencontre-{meeting.pk}@{request.get_host()}")
        event.add("dtstamp", meeting.changed_at)
        event.add("dtstart", meeting.starts_at)
        event.add("dtend", meeting.ends_at)
        event.add("summary", f"{meeting.subject} · {meeting.action.title}")
        if meeting.place:
            event.add("location", meeting.place)
        event.add("url", request.build_absolute_uri(meeting.action.get_url(request)))
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
