"""The volunteers of an action, as the lead person sees, filters and exports them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.accounts.requests import AgentRequest
from portal.common.text import sort_key
from projects.models import ActionPage

from .enums import SHOWN, VolunteerStatus
from .models import Volunteer, VolunteerMeeting, VolunteerMessage, VolunteerStep

STATUS_PARAMETER, SERVICE_PARAMETER = "statut", "service"


@dataclass(frozen=True)
class Roster:
    """The volunteers of an action, filtered by status and by service. An empty filter keeps all."""

    action: ActionPage
    everybody: list[Volunteer]
    status: str
    service: str

    @classmethod
    def from_request(cls, action: ActionPage, request: AgentRequest) -> "Roster":
        """Return the volunteers that the query string asks for. Unknown values are ignored."""
        volunteers = (
            Volunteer.objects.filter(action=action)
            .select_related("agent__service", "manager")
            .prefetch_related(
                Prefetch("steps", VolunteerStep.objects.select_related("by").order_by("at", "pk"))
            )
            .with_hours()
            .order_by("created_at", "pk")
        )
        status = request.GET.get(STATUS_PARAMETER, "")
        service = request.GET.get(SERVICE_PARAMETER, "")
        return cls(
            action,
            list(volunteers),
            status if status in VolunteerStatus.values else "",
            service if service.isdecimal() else "",
        )

    @property
    def volunteers(self) -> list[Volunteer]:
        """The volunteers of the chosen status and service."""
        return [
            volunteer
            for volunteer in self.everybody
            if self.status in ("", volunteer.status) and self.service in ("", str(volunteer.agent.service_id))
        ]

    @property
    def recipients(self) -> list[User]:
        """The chosen people who would receive a message, without those who withdrew or were declined."""
        return [
            volunteer.agent
            for volunteer in self.volunteers
            if volunteer.status in SHOWN and volunteer.agent.is_active
        ]

    @property
    def hours(self) -> Decimal:
        """The hours that the chosen volunteers gave."""
        return sum((volunteer.hours_total or Decimal(0) for volunteer in self.volunteers), Decimal(0))

    @property
    def statuses(self) -> list[tuple[str, str, int]]:
        """Each status in use, with its label and its count."""
        counts = Counter(volunteer.status for volunteer in self.everybody)
        return [
            (value, str(label), counts[value]) for value, label in VolunteerStatus.choices if value in counts
        ]

    @property
    def services(self) -> list[tuple[str, str]]:
        """The services of the volunteers, sorted by name."""
        found = {
            str(volunteer.agent.service_id): volunteer.agent.service.name
            for volunteer in self.everybody
            if volunteer.agent.service
        }
        return sorted(found.items(), key=lambda service: sort_key(service[1]))

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
        for volunteer in self.volunteers:
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
