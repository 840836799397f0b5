"""Meetings as a calendar file (RFC 5545). Each app registers those of an agent."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.http import HttpRequest
from icalendar import Calendar, Event

from portal.accounts.requests import AgentRequest

from .meetings.models import Meeting

_meetings: list[Callable[[AgentRequest], Iterable[Meeting]]] = []


def register_meetings(of_agent: Callable[[AgentRequest], Iterable[Meeting]]) -> None:
    """Add these meetings to the calendar of the agent who asks."""
    _meetings.append(of_agent)


def my_meetings(request: AgentRequest) -> list[Meeting]:
    """Return the meetings of this agent, of every app."""
    return [meeting for of_agent in _meetings for meeting in of_agent(request)]


def calendar_file(meetings: Iterable[Meeting], request: HttpRequest) -> bytes:
    """Return the calendar file of these meetings, in universal time.

    Each keeps its identifier and counts its changes, so that a calendar that reads the file again corrects
    what it has.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.WAGTAIL_SITE_NAME}//FR")
    calendar.add("version", "2.0")
    for meeting in meetings:
        event = Event()
        event.add("uid", str(meeting.uid))
        event.add("sequence", meeting.sequence)
        # Without a method, the stamp is the moment of the last revision.
        event.add("dtstamp", meeting.updated_at)
        event.add("last-modified", meeting.updated_at)
        event.add("dtstart", meeting.starts_at)
        event.add("dtend", meeting.ends_at)
        event.add("summary", f"{meeting.subject} · {meeting.page.title}")
        if meeting.place:
            event.add("location", meeting.place)
        if meeting.description:
            event.add("description", meeting.description)
        event.add("status", "CANCELLED" if meeting.cancelled_at else "CONFIRMED")
        event.add("url", request.build_absolute_uri(meeting.get_absolute_url()))
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
