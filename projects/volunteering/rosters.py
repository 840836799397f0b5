"""The volunteers of an action, as the lead person sees, filters and exports them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.accounts.requests import AgentRequest
from portal.common.text import sort_key
from projects.models import ActionPage

from .enums import SHOWN, VolunteerStatus
from .models import Volunteer, VolunteerHours, VolunteerMeeting, VolunteerMessage, VolunteerStep
from .querysets import VolunteerQuerySet

STATUS_PARAMETER, SERVICE_PARAMETER = "statut", "service"
VOLUNTEERS_PER_PAGE = 30
LONGEST_KEY = 18  # digits


@dataclass(frozen=True)
class Roster:
    """The volunteers of an action, filtered by status and by service. An empty filter keeps all."""

    action: ActionPage
    status: str
    service: str
    page_number: str

    @classmethod
    def from_request(cls, action: ActionPage, request: AgentRequest) -> "Roster":
        """Return the volunteers that the query string asks for. Unknown values are ignored."""
        status = request.GET.get(STATUS_PARAMETER, "")
        service = request.GET.get(SERVICE_PARAMETER, "")
        return cls(
            action,
            status if status in VolunteerStatus.values else "",
            service if service.isdecimal() and len(service) <= LONGEST_KEY else "",
            request.GET.get("page", ""),
        )

    @property
    def everybody(self) -> VolunteerQuerySet:
        return Volunteer.objects.filter(action=self.action).order_by("created_at", "pk")

    @property
    def chosen(self) -> VolunteerQuerySet:
        """The volunteers of the chosen status and service."""
        chosen = {"status": self.status, "agent__service": self.service}
        return self.everybody.filter(**{name: value for name, value in chosen.items() if value})

    @property
    def volunteers(self) -> Page:
        """One page of the chosen volunteers, with their steps and their hours."""
        steps = Prefetch("steps", VolunteerStep.objects.select_related("by").order_by("at", "pk"))
        shown = self._with_people().prefetch_related(steps)
        return Paginator(shown, VOLUNTEERS_PER_PAGE).get_page(self.page_number)

    def _with_people(self) -> VolunteerQuerySet:
        return self.chosen.select_related("agent__service", "manager").with_hours()

    @property
    def recipients(self) -> list[User]:
        """The chosen people who would receive a message, without those who withdrew or were declined."""
        chosen = self.chosen.filter(status__in=SHOWN, agent__is_active=True).select_related("agent")
        return [volunteer.agent for volunteer in chosen]

    @property
    def hours(self) -> Decimal:
        """The hours that the chosen volunteers gave."""
        given = VolunteerHours.objects.filter(volunteer__in=self.chosen.order_by().values("pk")).order_by()
        total: Decimal | None = given.aggregate(total=Sum("hours"))["total"]
        return total or Decimal(0)

    @property
    def statuses(self) -> list[tuple[str, str, int]]:
        """Each status in use, with its label and its count."""
        counts = dict(self.everybody.order_by().values_list("status").annotate(count=Count("pk")))
        return [
            (value, str(label), counts[value]) for value, label in VolunteerStatus.choices if value in counts
        ]

    @property
    def services(self) -> list[tuple[str, str]]:
        """The services of the volunteers, sorted by name."""
        found = self.everybody.filter(agent__service__isnull=False).order_by()
        named = found.values_list("agent__service", "agent__service__name").distinct()
        return sorted(((str(key), name) for key, name in named), key=lambda service: sort_key(service[1]))

    @property
    def query(self) -> str:
        """The filters as a query string, without the question mark."""
        chosen = {STATUS_PARAMETER: self.status, SERVICE_PARAMETER: self.service}
        return urlencode({name: value for name, value in chosen.items() if value})

    @property
    def meetings(self) -> Any:
        """The meetings of the action's volunteers, with the number of people who came."""
        return VolunteerMeeting.objects.filter(action=self.action).annotate(present=Count("attendance"))

    @property
    def messages(self) -> Any:
        """The messages sent to the volunteers, the newest first."""
        return VolunteerMessage.objects.filter(action=self.action)

    @property
    def message_address(self) -> str:
        address = reverse("volunteering:write_to_volunteers", args=[self.action.pk])
        return f"{address}?{self.query}" if self.query else address

    @property
    def headings(self) -> list[str]:
        """The headings of the exported table."""
        return [
            _("Name"),
            _("Address"),
            _("Service"),
            _("Status"),
            _("Offered on"),
            _("Decided on"),
            _("Hours"),
            _("Manager"),
            _("Availability"),
            _("Message"),
        ]

    def rows(self) -> Iterator[list[Any]]:
        """Yield one row of the exported table for each chosen volunteer."""
        for volunteer in self._with_people().iterator(chunk_size=500):
            yield [
                str(volunteer.agent),
                volunteer.agent.email,
                volunteer.agent.service.name if volunteer.agent.service else "",
                volunteer.get_status_display(),
                timezone.localtime(volunteer.created_at).date(),
                timezone.localtime(volunteer.decided_at).date() if volunteer.decided_at else "",
                volunteer.hours_total or 0,
                volunteer.get_manager_decision_display(),
                volunteer.availability,
                volunteer.message,
            ]
