"""The context of an action's call for volunteers."""

from dataclasses import dataclass
from typing import Any

from portal.accounts.requests import AgentRequest
from projects.calls import load_calls
from projects.models import ActionPage

from .enums import TAKES_A_PLACE, VolunteerStatus
from .forms import VolunteerForm
from .models import Volunteer
from .permissions import user_can_manage_volunteers


@dataclass(frozen=True)
class VolunteerPanel:
    """A call for volunteers and the people who answered it."""

    action: ActionPage
    volunteers: list[Volunteer]
    mine: Volunteer | None

    @property
    def helping(self) -> list[Volunteer]:
        return [volunteer for volunteer in self.volunteers if volunteer.status in TAKES_A_PLACE]

    @property
    def waiting(self) -> list[Volunteer]:
        return [volunteer for volunteer in self.volunteers if volunteer.status == VolunteerStatus.WAITING]

    @property
    def is_shown(self) -> bool:
        return bool(self.action.call.places or self.volunteers)


def volunteers_context(
    request: AgentRequest, action: ActionPage, *, form: VolunteerForm | None = None, status: str = ""
) -> dict[str, Any]:
    """Return the call of an action, its volunteers, and the form or the user's own offer."""
    volunteers = list(Volunteer.objects.shown_for(action, request.user))
    mine = next((volunteer for volunteer in volunteers if volunteer.agent_id == request.user.pk), None)
    load_calls([action])
    panel = VolunteerPanel(action, volunteers, mine)
    form = form or VolunteerForm()
    for name in form.fields:
        if name in form.errors:
            form.fields[name].widget.attrs["autofocus"] = True
            break
    return {
        "request": request,
        "action": action,
        "action_pk": str(action.pk),
        "panel": panel,
        "form": form,
        "status": status,
        "manages": panel.is_shown and user_can_manage_volunteers(request.user, action),
    }
