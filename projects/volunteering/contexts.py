"""The context of an action's call for volunteers."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.functional import SimpleLazyObject

from portal.accounts.requests import AgentRequest
from portal.fragments.content import kept
from projects.models import ActionPage

from .enums import VolunteerStatus
from .forms import VolunteerForm
from .models import Volunteer
from .permissions import user_can_manage_volunteers

PEOPLE_PARAMETER = "volontaires"
PEOPLE_SHOWN = 50


@dataclass(frozen=True)
class VolunteerPanel:
    """A call for volunteers and the people who answered it: those who help, then the waiting list."""

    people: Page
    mine: Volunteer | None
    is_shown: bool

    @classmethod
    def of(cls, request: AgentRequest, action: ActionPage, mine: Volunteer | None) -> "VolunteerPanel":
        paginator = Paginator(Volunteer.objects.shown_beside(action), PEOPLE_SHOWN)
        people = paginator.get_page(request.GET.get(PEOPLE_PARAMETER))
        people.object_list = list(people.object_list)
        action.taken_places = action.call.taken
        return cls(people, mine, bool(action.call.places or paginator.count or mine))

    @property
    def helping(self) -> list[Volunteer]:
        return [volunteer for volunteer in self.people if volunteer.status != VolunteerStatus.WAITING]

    @property
    def waiting(self) -> list[Volunteer]:
        return [volunteer for volunteer in self.people if volunteer.status == VolunteerStatus.WAITING]


def volunteers_context(
    request: AgentRequest, action: ActionPage, *, form: VolunteerForm | None = None, status: str = ""
) -> dict[str, Any]:
    """Return the call of an action, its volunteers, and the form or the user's own offer.

    `shared` is what the call depends on for people without an offer, for whom it is kept, else None. It is
    empty if the action never had volunteers and looks for none.
    """
    if not _has_call(request, action):
        return {}
    mine = Volunteer.objects.shown_to(request.user, action).first()
    is_usual = mine is None and form is None and not status and PEOPLE_PARAMETER not in request.GET
    manages = user_can_manage_volunteers(request.user, action)
    return {
        "request": request,
        "action": action,
        "action_pk": str(action.pk),
        "shared": (action.pk, manages) if is_usual else None,
        "panel": SimpleLazyObject(lambda: VolunteerPanel.of(request, action, mine)),
        "people_parameter": PEOPLE_PARAMETER,
        "form": SimpleLazyObject(lambda: _focused(form or VolunteerForm())),
        "status": status,
        "manages": manages,
    }


def _has_call(request: AgentRequest, action: ActionPage) -> bool:
    """Return True if the action looks for volunteers or had an offer, which most actions never have."""
    offers = Volunteer.objects.filter(action=action.pk)
    return bool(action.call.places) or kept(request, "has-offers", action.pk, make=offers.exists)


def _focused(form: VolunteerForm) -> VolunteerForm:
    for name in form.fields:
        if name in form.errors:
            form.fields[name].widget.attrs["autofocus"] = True
            break
    return form
