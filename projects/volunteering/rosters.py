"""The volunteers of an action as its lead person sees, filters and exports them."""

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
    """The volunteers of an action, narrowed to a status and a service: empty for all."""

    action: ActionPage
    everybody: list[Volunteer]
    status: str
    service: str

    @classmethod
    def from_request(cls, action: ActionPage, request: AgentRequest) -> "Roster":
        """What the query of the address asks for; what it does not know, it leaves aside."""
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
        """Those of the chosen status and service."""
        return [
            volunteer
            for volunteer in self.everybody
            if self.status in ("", volunteer.status) and self.service in ("", str(volunteer.agent.service_id))
        ]

    @property
    def recipients(self) -> list[User]:
        """The people whom a message to this choice reaches: not those who withdrew or were declined."""
        return [
            volunteer.agent
            for volunteer in self.volunteers
            if volunteer.status in SHOWN and volunteer.agent.is_active
        ]

    @property
    def hours(self) -> Decimal:
        """Hours given by those chosen."""
        return sum((volunteer.hours_total or Decimal(0) for volunteer in self.volunteers), Decimal(0))

    @property
    def statuses(self) -> list[tuple[str, str, int]]:
        """Each status that somebody has, with its name and how many have it."""
        counts: dict[str, int] = {}
        for volunteer in self.everybody:
            counts[volunteer.status] = counts.get(volunteer.status, 0) + 1
        return [
            (value, str(label), counts[value]) for value, label in VolunteerStatus.choices if value in counts
        ]

    @property
    def services(self) -> list[tuple[str, str]]:
        """The services of the volunteers, by name."""
        found = {
            str(volunteer.agent.service_id): volunteer.agent.service.name
            for volunteer in self.everybody
            if volunteer.agent.service
        }
        return sorted(found.items(), key=lambda service: sort_key(service[1]))

    @property
    def query(self) -> str:
        """The choice as the query of an address, without its question mark."""
        chosen = {STATUS_PARAMETER: self.status, SERVICE_PARAMETER: self.service}
        return urlencode({name: value for name, value in chosen.items() if value})

    @property
    def meetings(self) -> Any:
        """The meetings of the action's volunteers, with how many came."""
        return VolunteerMeeting.objects.filter(action=self.action).annotate(present=Count("attendance"))

    @property
    def messages(self) -> Any:
        """What was written to the volunteers, newest first."""
        return VolunteerMessage.objects.filter(action=self.action)

    @property
    def message_address(self) -> str:
        address = reverse("volunteering:write_to_volunteers", args=[self.action.pk])
        return f"{address}?{self.query}" if self.query else address

    @property
    def headings(self) -> list[str]:
        """The columns of the exported table."""
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
        """The chosen volunteers, a row each."""
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
