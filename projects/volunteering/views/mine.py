"""Views for an agent's own volunteering: the state of each offer, the attestation."""

from collections import Counter, defaultdict
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.accounts.requests import AgentRequest
from portal.common.access import viewable
from portal.common.near_pages import near_page
from projects.calls import Call
from projects.models import ActionPage

from ..enums import TAKES_A_PLACE, VolunteerStatus
from ..models import Volunteer, VolunteerMeeting, VolunteerMessage
from ..permissions import my_offers, readable_volunteer, user_can_attest

OFFERS_PER_PAGE = 10  # each with its steps, meetings and hours
ACTIONS_PER_PAGE = 40


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
    context = {"offers": near_page(request, offers, per_page=OFFERS_PER_PAGE), "taking_part": TAKES_A_PLACE}
    return render(request, "volunteering/my_volunteering.html", context)


@require_safe
def led_volunteers(request: AgentRequest) -> HttpResponse:
    """Show the actions that I lead, with the state of their volunteers."""
    with_volunteers = Exists(Volunteer.objects.filter(action=OuterRef("pk")))
    led = (
        viewable(ActionPage.objects.filter(lead_person=request.user), request)
        .filter(Q(volunteers_wanted__isnull=False) | with_volunteers)
        .order_by("number")
        .values_list("pk", "number", "title", "volunteers_wanted")
    )
    page = near_page(request, led, per_page=ACTIONS_PER_PAGE)
    counts = _volunteers_by_status([pk for pk, *_columns in page])
    page.object_list = [
        LedAction(pk, number, title, wanted, Counter(counts[pk])) for pk, number, title, wanted in page
    ]
    return render(request, "volunteering/led_volunteers.html", {"actions": page})


class LedAction(NamedTuple):
    """An action that a person leads, with the number of its volunteers in each status."""

    pk: int
    number: int
    title: str
    volunteers_wanted: int | None
    counts: Counter[str]

    @property
    def taken_places(self) -> int:
        return sum(self.counts[status] for status in TAKES_A_PLACE)

    @property
    def call(self) -> Call:
        return Call(self)

    @property
    def offered(self) -> int:
        return self.counts[VolunteerStatus.OFFERED]

    @property
    def at_work(self) -> int:
        return self.counts[VolunteerStatus.ACCEPTED] + self.counts[VolunteerStatus.ACTIVE]

    @property
    def waiting(self) -> int:
        return self.counts[VolunteerStatus.WAITING]

    @property
    def thanked(self) -> int:
        return self.counts[VolunteerStatus.DONE]


def _volunteers_by_status(actions: list[int]) -> defaultdict[int, dict[str, int]]:
    """Return the number of volunteers of each action in each status, in one query."""
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    rows = Volunteer.objects.filter(action__in=actions).order_by().values_list("action", "status")
    for action, status, count in rows.annotate(count=Count("pk")):
        found[action][status] = count
    return found


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
