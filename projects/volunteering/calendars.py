"""The meetings of volunteers in an agent's calendar."""

from django.db.models import Q, QuerySet

from portal.accounts.requests import AgentRequest
from portal.common.access import viewable
from projects.models import ActionPage

from .models import VolunteerMeeting
from .permissions import my_offers


def my_meetings(request: AgentRequest) -> QuerySet[VolunteerMeeting]:
    """Return the meetings of the actions where the user holds a place, or that they lead."""
    mine = my_offers(request).taking_a_place().order_by()
    led = viewable(ActionPage.objects.filter(lead_person=request.user), request)
    actions = Q(action__in=mine.values("action")) | Q(action__in=led.values("pk"))
    return VolunteerMeeting.objects.filter(actions).select_related("action")
