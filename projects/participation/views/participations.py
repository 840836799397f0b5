"""HTTP for an agent's own volunteering: where each offer stands, the calendar, the attestation."""

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.accounts.requests import AgentRequest
from portal.common.access import viewable
from projects.memberships import my_group_meetings
from projects.models import ActionPage

from ..calendars import calendar_file, of_group, of_volunteers
from ..enums import TAKES_A_PLACE, VolunteerStatus
from ..models import Volunteer, VolunteerMeeting, VolunteerMessage
from ..permissions import readable_volunteer, user_can_attest
from ..querysets import VolunteerQuerySet


def _my_offers(request: AgentRequest) -> VolunteerQuerySet:
    """A person's offers for actions that they may still read."""
    actions = viewable(ActionPage.objects.all(), request)
    return Volunteer.objects.by(request.user).filter(action__in=actions.values("pk"))


@require_safe
def my_volunteering(request: AgentRequest) -> HttpResponse:
    """My offers with their steps, meetings and hours."""
    offers = (
        _my_offers(request)
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
        "participation/my_volunteering.html",
        {"offers": offers, "taking_part": TAKES_A_PLACE, "today": timezone.now()},
    )


@require_safe
def my_meetings(request: AgentRequest) -> HttpResponse:
    """My meetings, with other volunteers and of my working groups, as a calendar file."""
    mine = _my_offers(request).taking_a_place()
    meetings = VolunteerMeeting.objects.filter(action__in=mine.order_by().values("action")).select_related(
        "action"
    )
    appointments = [
        *(of_volunteers(meeting) for meeting in meetings),
        *(of_group(meeting) for meeting in my_group_meetings(request)),
    ]
    response = HttpResponse(calendar_file(appointments, request), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="mes-rencontres.ics"'
    return response


@require_safe
def led_volunteers(request: AgentRequest) -> HttpResponse:
    """The actions that I lead, with where their volunteers stand."""

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
    return render(request, "participation/led_volunteers.html", {"actions": actions})


@require_safe
def attestation(request: AgentRequest, offer_id: int) -> HttpResponse:
    """A page to print: what a thanked volunteer contributed."""
    offer = readable_volunteer(request, offer_id)
    if not user_can_attest(request.user, offer):
        raise PermissionDenied
    context = {
        "offer": offer,
        "given": offer.hours.all(),
        "issued": timezone.localdate(),
        "project": offer.action.project,
    }
    return render(request, "participation/attestation.html", context)
