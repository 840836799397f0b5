"""The meetings of a volunteer in their calendar."""

from portal.accounts.requests import AgentRequest
from projects.calendars import Appointment

from .models import VolunteerMeeting
from .permissions import my_offers


def my_appointments(request: AgentRequest) -> list[Appointment]:
    """The meetings with other volunteers of the actions where this person holds a place."""
    mine = my_offers(request).taking_a_place()
    meetings = VolunteerMeeting.objects.filter(action__in=mine.order_by().values("action")).select_related(
        "action"
    )
    return [
        Appointment(
            key=f"rencontre-{meeting.pk}",
            summary=f"{meeting.subject} · {meeting.action.title}",
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            place=meeting.place,
            path=meeting.action.get_url() or "/",
            changed_at=meeting.changed_at,
        )
        for meeting in meetings
    ]
