"""Views for an agent's own volunteering: the state of each offer, the attestation."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.accounts.requests import AgentRequest
from portal.common.access import viewable
from projects.calls import load_calls
from projects.models import ActionPage

from ..enums import TAKES_A_PLACE
from ..models import Volunteer, VolunteerMeeting, VolunteerMessage
from ..permissions import my_offers, readable_volunteer, user_can_attest

OFFERS_PER_PAGE = 20
ACTIONS_PER_PAGE = 30


@require_safe
def my_volunteering(request: AgentRequest) -> HttpResponse:
    """Show my offers with their steps, meetings and hours."""
    offers = (
        my_offers(request)
        .with_hours()
        .prefetch_related(
            "steps",
            "hours",
            Prefetch("action__volunteer_meetings", VolunteerMeeting.objects.order_by("starts_at", "pk")),
            Prefetch(
                "action__volunteer_messages",
                VolunteerMessage.objects.filter(recipients=request.user),
                to_attr="messages_to_me",
            ),
        )
    )
    page = Paginator(offers, OFFERS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"offers": page, "taking_part": TAKES_A_PLACE, "today": timezone.now()}
    return render(request, "volunteering/my_volunteering.html", context)


@require_safe
def led_volunteers(request: AgentRequest) -> HttpResponse:
    """Show the actions that I lead, with the state of their volunteers."""
    offers = Volunteer.objects.filter(action=OuterRef("pk"))
    led = viewable(ActionPage.objects.filter(lead_person=request.user), request).defer_streamfields()
    called = led.filter(Q(volunteers_wanted__isnull=False) | Exists(offers)).order_by("number")
    page = Paginator(called, ACTIONS_PER_PAGE).get_page(request.GET.get("page"))
    actions = load_calls(page)
    counts = Volunteer.objects.count_by_action(actions)
    rows = [(action, counts.get(action.pk)) for action in actions]
    return render(request, "volunteering/led_volunteers.html", {"page_of_actions": page, "rows": rows})


@require_safe
def attestation(request: AgentRequest, offer_id: int) -> HttpResponse:
    """Show a page to print: what a thanked volunteer contributed."""
    offer = readable_volunteer(request, offer_id)
    if not user_can_attest(request.user, offer):
        raise PermissionDenied
    context = {
        "offer": offer,
        "given": offer.hours.all(),
        "issued": timezone.localdate(),
        "project": offer.action.project,
    }
    return render(request, "volunteering/attestation.html", context)
