"""Views for volunteers: the call on an action's page, and the decisions of lead persons and managers."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.requests import AgentRequest
from portal.common.errors import RefusalError
from portal.common.spreadsheets import table_response
from projects.methods import refusals_in, takes_a_form
from projects.models import ActionPage

from .. import services
from ..contexts import volunteers_context
from ..enums import VolunteerStatus
from ..forms import DeclineForm, ManagerForm, VolunteerForm
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
    if form.is_valid():
        with refusals_in(form):
            offer = services.volunteer(action=action, agent=request.user, **form.cleaned_data)
            if offer.status == VolunteerStatus.WAITING:
                status = _("Every place is taken: you are on the waiting list.")
            elif offer.manager_is_asked:
                status = _("Thank you. Your manager is asked first; a place is kept for you.")
            else:
                status = _("Thank you, you are one of the volunteers.")
            return _changed_offer(request, action, status)
    if request.htmx:
        return render(request, ANSWER_TEMPLATE, volunteers_context(request, action, form=form))
    request.refused_form = form
    return action.serve(request)


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
    return _decide(request, offer_id, services.accept_volunteer, _("%(name)s is accepted."))


@takes_a_form
def start(request: AgentRequest, offer_id: int) -> HttpResponse:
    """Record that a volunteer takes part."""
    return _decide(request, offer_id, services.start_volunteer, _("%(name)s takes part."))


@takes_a_form
def wait(request: AgentRequest, offer_id: int) -> HttpResponse:
    """Put a volunteer on the waiting list."""
    said = _("%(name)s is on the waiting list.")
    return _decide(request, offer_id, services.put_on_waiting_list, said)


@takes_a_form
def thank(request: AgentRequest, offer_id: int) -> HttpResponse:
    """Thank a volunteer whose help was given."""
    return _decide(request, offer_id, services.thank_volunteer, _("%(name)s is thanked."))


def _decide(request: AgentRequest, offer_id: int, verb: Callable[..., Volunteer], said: str) -> HttpResponse:
    offer = readable_volunteer(request, offer_id)
    require_manager(request, offer.action)
    if request.method == "POST":
        try:
            verb(offer=offer, by=request.user)
        except RefusalError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, said % {"name": offer.agent})
    return redirect("volunteering:volunteers", action_id=offer.action_id)


@takes_a_form
def decline(request: AgentRequest, offer_id: int) -> HttpResponse:
    """Decline an offer with a message."""
    offer = readable_volunteer(request, offer_id)
    require_manager(request, offer.action)
    form = DeclineForm(request.POST or None)
    if form.is_valid():
        with refusals_in(form):
            services.decline_volunteer(offer=offer, by=request.user, **form.cleaned_data)
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
        with refusals_in(form):
            services.answer_as_manager(offer=offer, by=request.user, **form.cleaned_data)
            messages.success(request, _("Thank you, your answer is recorded."))
            return redirect(settings.MY_SPACE_URL)
    return render(request, "volunteering/manager_decision.html", {"offer": offer, "form": form})


def require_manager(request: AgentRequest, action: ActionPage) -> None:
    """Raise `PermissionDenied` if the user may not manage the volunteers of the action."""
    if not user_can_manage_volunteers(request.user, action):
        raise PermissionDenied
