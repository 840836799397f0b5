"""HTTP for volunteers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from portal.accounts.requests import AgentRequest
from projects.models import ActionPage

from .. import services
from ..contexts import volunteers_context
from ..enums import VolunteerStatus
from ..errors import ParticipationError
from ..forms import VolunteerForm
from ..models import Volunteer
from ..permissions import (
    readable_action,
    readable_volunteer,
    user_can_manage_volunteers,
)
from .methods import takes_a_form

VOLUNTEERS_TEMPLATE = "participation/includes/volunteers.html"


@takes_a_form
def join(request: AgentRequest, action_id: int) -> HttpResponse:
    """Volunteer for an action, with an optional message."""
    action = readable_action(request, action_id)
    if request.method != "POST":
        return redirect(_call_address(request, action))
    form = VolunteerForm(request.POST)
    if not form.is_valid():
        return _refused_offer(request, action, form)
    try:
        offer = services.volunteer(action=action, agent=request.user, **form.cleaned_data)
    except ParticipationError as refusal:
        form.add_error(None, str(refusal))
        return _refused_offer(request, action, form)
    if offer.status == VolunteerStatus.WAITING:
        status = _("Every place is taken: you are on the waiting list.")
    else:
        status = _("Thank you, you are one of the volunteers.")
    return _changed_offer(request, action, status)


@takes_a_form
def leave(request: AgentRequest, action_id: int) -> HttpResponse:
    """Take one's offer back. Doing it twice changes nothing more."""
    action = readable_action(request, action_id)
    if request.method != "POST":
        return redirect(_call_address(request, action))
    try:
        services.withdraw(action=action, agent=request.user)
    except ParticipationError:
        return _changed_offer(request, action, _("You are not a volunteer for this action."))
    return _changed_offer(request, action, _("You are no longer a volunteer for this action."))


def _refused_offer(request: AgentRequest, action: ActionPage, form: VolunteerForm) -> HttpResponse:
    if request.htmx:
        return render(request, VOLUNTEERS_TEMPLATE, volunteers_context(request, action, form=form))
    request.refused_form = form
    return action.serve(request)


def _changed_offer(request: AgentRequest, action: ActionPage, status: str) -> HttpResponse:
    if request.htmx:
        return render(request, VOLUNTEERS_TEMPLATE, volunteers_context(request, action, status=status))
    messages.success(request, status)
    return redirect(_call_address(request, action))


def _call_address(request: AgentRequest, action: ActionPage) -> str:
    return f"{action.get_url(request)}#volontaires"


@require_safe
def volunteer_list(request: AgentRequest, action_id: int) -> HttpResponse:
    """Who volunteered, with messages and availability: for the lead person and administrators."""
    action = readable_action(request, action_id)
    _require_manager(request, action)
    context = volunteers_context(request, action)
    return render(request, "participation/volunteers.html", context)


@takes_a_form
def accept(request: AgentRequest, offer_id: int) -> HttpResponse:
    """Give a place to a volunteer."""
    return _decide(request, offer_id, services.accept_volunteer, gettext_lazy("%(name)s is accepted."))


@takes_a_form
def wait(request: AgentRequest, offer_id: int) -> HttpResponse:
    """Put a volunteer on the waiting list."""
    return _decide(
        request,
        offer_id,
        services.put_on_waiting_list,
        gettext_lazy("%(name)s is on the waiting list."),
    )


@takes_a_form
def thank(request: AgentRequest, offer_id: int) -> HttpResponse:
    """Thank a volunteer whose help was given."""
    return _decide(request, offer_id, services.thank_volunteer, gettext_lazy("%(name)s is thanked."))


def _decide(
    request: AgentRequest, offer_id: int, verb: Callable[..., Volunteer], said: str | Promise
) -> HttpResponse:
    offer = readable_volunteer(request, offer_id)
    _require_manager(request, offer.action)
    if request.method == "POST":
        try:
            verb(offer=offer)
        except ParticipationError as refusal:
            messages.error(request, str(refusal))
        else:
            parameters: dict[str, Any] = {"name": offer.agent}
            messages.success(request, str(said) % parameters)
    return redirect("participation:volunteers", action_id=offer.action_id)


def _require_manager(request: AgentRequest, action: ActionPage) -> None:
    if not user_can_manage_volunteers(request.user, action):
        raise PermissionDenied
