"""What the call for volunteers of an action shows, and calls wherever they are shown."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q

from portal.accounts.requests import AgentRequest
from projects.enums import OPEN_TO_VOLUNTEERS
from projects.models import ActionPage
from projects.querysets import ActionPageQuerySet

from .enums import TAKES_A_PLACE, VolunteerStatus
from .forms import VolunteerForm
from .models import Volunteer
from .permissions import user_can_manage_volunteers


@dataclass(frozen=True)
class VolunteerPanel:
    """A call for volunteers and who answered it."""

    action: ActionPage
    volunteers: list[Volunteer]
    mine: Volunteer | None

    @property
    def places(self) -> int:
        return self.action.volunteers_wanted or 0

    @property
    def taken(self) -> int:
        return sum(1 for volunteer in self.volunteers if volunteer.status in TAKES_A_PLACE)

    @property
    def left(self) -> int:
        """Places left; none, rather than a negative number, if the call was made smaller."""
        return max(0, self.places - self.taken)

    @property
    def helping(self) -> list[Volunteer]:
        return [volunteer for volunteer in self.volunteers if volunteer.status in TAKES_A_PLACE]

    @property
    def waiting(self) -> list[Volunteer]:
        return [volunteer for volunteer in self.volunteers if volunteer.status == VolunteerStatus.WAITING]

    @property
    def is_closed_by_status(self) -> bool:
        """The action is finished or stopped, whatever the last day of the call."""
        return self.action.status not in OPEN_TO_VOLUNTEERS

    @property
    def is_shown(self) -> bool:
        return bool(self.places or self.volunteers)


def volunteers_context(
    request: AgentRequest, action: ActionPage, *, form: VolunteerForm | None = None, status: str = ""
) -> dict[str, Any]:
    """The call of an action, its volunteers, and the form or the offer of this person."""
    volunteers = list(Volunteer.objects.shown_for(action, request.user))
    mine = next((volunteer for volunteer in volunteers if volunteer.agent_id == request.user.pk), None)
    panel = VolunteerPanel(action, volunteers, mine)
    form = form or VolunteerForm()
    for name in form.fields:
        if name in form.errors:
            form.fields[name].widget.attrs["autofocus"] = True
            break
    return {
        "request": request,
        "action": action,
        "action_number": str(action.pk),
        "panel": panel,
        "form": form,
        "status": status,
        "manages": panel.is_shown and user_can_manage_volunteers(request.user, action),
    }


def open_calls(actions: ActionPageQuerySet, today: datetime.date) -> ActionPageQuerySet:
    """Among these actions, those that look for volunteers and have places left, with `taken` for cards."""
    taken = Count("volunteers", filter=Q(volunteers__status__in=TAKES_A_PLACE), distinct=True)
    return (
        actions.seeking_volunteers(today)
        .annotate(taken=taken)
        .filter(taken__lt=F("volunteers_wanted"))
        .order_by("-priority", "end", "number")
    )
