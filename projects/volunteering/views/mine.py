"""Views for an agent's own volunteering: the state of each offer, the attestation."""

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.accounts.requests import AgentRequest
from portal.common.access import viewable
from projects.models import ActionPage

from ..enums import TAKES_A_PLACE, VolunteerStatus
from ..models import VolunteerMeeting, VolunteerMessage
from ..permissions import my_offers, readable_volunteer, user_can_attest


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
    return render(
        request,
        "volunteering/my_volunteering.html",
        {"offers": offers, "taking_part": TAKES_A_PLACE, "today": timezone.now()},
    )


@require_safe
def led_volunteers(request: AgentRequest) -> HttpResponse:
    """Show the actions that I lead, with the state of their volunteers."""

    def having(*statuses: VolunteerStatus) -> Count:
        return Count("volunteers", filter=Q(volunteers__status__in=statuses), distinct=True)

    actions = (
        viewable(ActionPage.objects.filter(lead_person=request.user), request)
        .with_calls()
        .annotate(
            offered=having(VolunteerStatus.OFFERED),
            at_work=having(VolunteerStatus.ACCEPTED, VolunteerStatus.ACTIVE),
            thanked=having(VolunteerStatus.DONE),
            waiting=having(VolunteerStatus.WAITING),
            everybody=Count("volunteers", distinct=True),
        )
        .filter(Q(volunteers_wanted__isnull=False) | Q(everybody__gt=0))
        .order_by("number")
    )
    return render(request, "volunteering/led_volunteers.html", {"actions": actions})


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
