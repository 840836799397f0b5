"""Views for volunteers: the call on an action's page, and the decisions of lead persons and managers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from portal.accounts.requests import AgentRequest
from portal.common.errors import RefusalError
from portal.common.spreadsheets import table_response
from projects.methods import takes_a_form
from projects.models import ActionPage

from .. import services
from ..contexts import volunteers_context
from ..enums import VolunteerStatus
from ..forms import YES, DeclineForm, ManagerForm, VolunteerForm
from ..models import Volunteer
from ..permissions import (
    readable_action,
    readable_volunteer,
    user_can_answer_as_manager,
    user_can_manage_volunteers,
)
from ..rosters import Roster

ANSWER_TEMPLATE = "volunteering/volunteers_answer.html"


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
    except RefusalError as refusal:
        form.add_error(None, str(refusal))
        return _refused_offer(request, action, form)
    if offer.status == VolunteerStatus.WAITING:
        status = _("Every place is taken: you are on the waiting list.")
    elif offer.manager_is_asked:
        status = _("Thank you. Your manager is asked first; a place is kept for you.")
    else:
        status = _("Thank you, you are one of the volunteers.")
    return _changed_offer(request, action, status)


@takes_a_form
def leave(request: AgentRequest, action_id: int) -> HttpResponse:
    """Withdraw one's offer. Doing it twice changes nothing more."""
    action = readable_action(request, action_id)
    if request.method != "POST":
        return redirect(_call_address(request, action))
    try:
        services.withdraw(action=action, agent=request.user)
    except RefusalError:
        return _changed_offer(request, action, _("You are not a volunteer for this action."))
    return _changed_offer(request, action, _("You are no longer a volunteer for this action."))


def _refused_offer(request: AgentRequest, action: ActionPage, form: VolunteerForm) -> HttpResponse:
    if request.htmx:
        return render(request, ANSWER_TEMPLATE, volunteers_context(request, action, form=form))
    request.refused_form = form
    return action.serve(request)


def _changed_offer(request: AgentRequest, action: ActionPage, status: str) -> HttpResponse:
    if request.htmx:
        return render(request, ANSWER_TEMPLATE, volunteers_context(request, action, status=status))
    messages.success(request, status)
    return redirect(_call_address(request, action))


def _call_address(request: AgentRequest, action: ActionPage) -> str:
    return f"{action.get_url(request)}#volontaires"


@require_safe
def offer(request: AgentRequest, offer_id: int) -> HttpResponse:
    """Redirect each person concerned by an offer to the page where they act. Raise 404 for others."""
    offer = readable_volunteer(request, offer_id)
    if offer.agent_id == request.user.pk:
        return redirect("volunteering:my_volunteering")
    if offer.manager_id == request.user.pk:
        return redirect("volunteering:manager_decision", offer_id=offer.pk)
    if user_can_manage_volunteers(request.user, offer.action):
        return redirect("volunteering:volunteers", action_id=offer.action_id)
    raise Http404


@require_safe
def volunteer_list(request: AgentRequest, action_id: int) -> HttpResponse:
    """Show the lead person who volunteered, with messages, hours and meetings. Filter and export them."""
    action = readable_action(request, action_id)
    require_manager(request, action)
    roster = Roster.from_request(action, request)
    if export := request.GET.get("export"):
        response = table_response(
            export, name=f"volontaires-action-{action.number}", headings=roster.headings, rows=roster.rows()
        )
        if response is None:
            raise Http404
        return response
    return render(request, "volunteering/volunteers.html", {"action": action, "roster": roster})


@takes_a_form
def accept(request: AgentRequest, offer_id: int) -> HttpResponse:
    """Give a place to a volunteer."""
    return _decide(request, offer_id, services.accept_volunteer, gettext_lazy("%(name)s is accepted."))


@takes_a_form
def start(request: AgentRequest, offer_id: int) -> HttpResponse:
    """Record that a volunteer takes part."""
    return _decide(request, offer_id, services.start_volunteer, gettext_lazy("%(name)s takes part."))


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
    require_manager(request, offer.action)
    if request.method == "POST":
        try:
            verb(offer=offer, by=request.user)
        except RefusalError as refusal:
            messages.error(request, str(refusal))
        else:
            parameters: dict[str, Any] = {"name": offer.agent}
            messages.success(request, str(said) % parameters)
    return redirect("volunteering:volunteers", action_id=offer.action_id)


@takes_a_form
def decline(request: AgentRequest, offer_id: int) -> HttpResponse:
    """Decline an offer with a message."""
    offer = readable_volunteer(request, offer_id)
    require_manager(request, offer.action)
    form = DeclineForm(request.POST or None)
    if form.is_valid():
        try:
            services.decline_volunteer(
                offer=offer, decline_message=form.cleaned_data["decline_message"], by=request.user
            )
        except RefusalError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s is notified, with your message.") % {"name": offer.agent})
            return redirect("volunteering:volunteers", action_id=offer.action_id)
    return render(request, "volunteering/decline_volunteer.html", {"offer": offer, "form": form})


@takes_a_form
def manager_decision(request: AgentRequest, offer_id: int) -> HttpResponse:
    """Show an agent's offer to the manager, who answers yes or no if asked."""
    offer = readable_volunteer(request, offer_id)
    if not user_can_answer_as_manager(request.user, offer):
        raise PermissionDenied
    form = ManagerForm(request.POST or None)
    if form.is_valid():
        try:
            services.answer_as_manager(
                offer=offer,
                by=request.user,
                agreed=form.cleaned_data["agreed"] == YES,
                decline_message=form.cleaned_data["decline_message"],
            )
        except RefusalError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you, your answer is recorded."))
            return redirect("my_space")
    return render(request, "volunteering/manager_decision.html", {"offer": offer, "form": form})


def require_manager(request: AgentRequest, action: ActionPage) -> None:
    """Raise `PermissionDenied` if the user may not manage the volunteers of the action."""
    if not user_can_manage_volunteers(request.user, action):
        raise PermissionDenied
