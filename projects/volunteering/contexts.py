"""The context of an action's call for volunteers."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.functional import SimpleLazyObject, cached_property

from portal.accounts.requests import AgentRequest
from portal.fragments.content import kept
from projects.calls import Call, load_calls
from projects.models import ActionPage

from .enums import SHOWN, VolunteerStatus
from .forms import VolunteerForm
from .models import Volunteer
from .permissions import user_can_manage_volunteers

PEOPLE_PARAMETER = "volontaires"
PEOPLE_SHOWN = 50


class VolunteerPanel:
    """What the call for volunteers of an action says to all its readers."""

    def __init__(self, request: AgentRequest, action: ActionPage) -> None:
        self._request, self._action = request, action

    @cached_property
    def call(self) -> Call:
        load_calls([self._action])
        return self._action.call

    @cached_property
    def people(self) -> Page:
        """One page of the people who answered: those who help, then the waiting list."""
        paginator = Paginator(Volunteer.objects.shown_beside(self._action), PEOPLE_SHOWN)
        people = paginator.get_page(self._request.GET.get(PEOPLE_PARAMETER))
        people.object_list = list(people.object_list)
        return people

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

    It is empty if the action looks for nobody and had no offer. The parts that have a key are kept for all.
    """
    has_offers, has_volunteers = _answers(request, action)
    if not (action.call.places or has_offers):
        return {}
    mine = Volunteer.objects.shown_to(request.user, action).first()
    return {
        "request": request,
        "action": action,
        "action_pk": str(action.pk),
        "is_shown": bool(action.call.places or has_volunteers or mine),
        "panel": VolunteerPanel(request, action),
        "mine": mine,
        "form": SimpleLazyObject(lambda: _focused(form or VolunteerForm())),
        "form_key": action.pk if form is None else None,
        "people_key": None if PEOPLE_PARAMETER in request.GET else action.pk,
        "people_parameter": PEOPLE_PARAMETER,
        "status": status,
        "manages": user_can_manage_volunteers(request.user, action),
    }


def _answers(request: AgentRequest, action: ActionPage) -> tuple[bool, bool]:
    """Return whether the action had offers at all, and whether there are volunteers to show."""

    def read() -> tuple[bool, bool]:
        offers = Volunteer.objects.filter(action=action.pk)
        return offers.exists(), offers.filter(status__in=SHOWN).exists()

    return kept(request, "volunteers-answers", action.pk, make=read)


def _focused(form: VolunteerForm) -> VolunteerForm:
    for name in form.fields:
        if name in form.errors:
            form.fields[name].widget.attrs["autofocus"] = True
            break
    return form
