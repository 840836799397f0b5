"""Lead persons' views: meetings, hours and messages of their volunteers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portal.accounts.requests import AgentRequest
from portal.common.errors import RefusalError
from projects.methods import takes_a_form

from .. import meetings, services
from ..enums import TAKES_A_PLACE
from ..forms import HoursForm, MessageForm, VolunteerMeetingForm
from ..models import Volunteer, VolunteerMeeting
from ..permissions import (
    readable_action,
    readable_meeting,
    readable_message,
    readable_volunteer,
    user_can_manage_volunteers,
)
from ..rosters import Roster
from .volunteers import require_manager


@takes_a_form
def add_meeting(request: AgentRequest, action_id: int) -> HttpResponse:
    """Plan a meeting with the volunteers of an action."""
    action = readable_action(request, action_id)
    require_manager(request, action)
    return _edit_meeting(request, VolunteerMeeting(action=action))


@takes_a_form
def meeting(request: AgentRequest, meeting_id: int) -> HttpResponse:
    """Show a meeting to its lead person, who records who came. Redirect volunteers to their own page.

    Nothing can be recorded for a cancelled meeting. The form is then shown again with what was sent.
    """
    meeting = readable_meeting(request, meeting_id)
    if user_can_manage_volunteers(request.user, meeting.action):
        if meeting.cancelled_at and request.method != "POST":
            return redirect("volunteering:volunteers", action_id=meeting.action_id)
        return _edit_meeting(request, meeting)
    if Volunteer.objects.filter(action=meeting.action, agent=request.user).taking_a_place().exists():
        return redirect("volunteering:my_volunteering")
    raise PermissionDenied


def _edit_meeting(request: AgentRequest, meeting: VolunteerMeeting) -> HttpResponse:
    volunteers = list(
        Volunteer.objects.filter(action=meeting.action, status__in=TAKES_A_PLACE)
        .select_related("agent")
        .order_by("agent__last_name", "agent__first_name", "pk")
    )
    form = VolunteerMeetingForm(request.POST or None, meeting=meeting, volunteers=volunteers)
    if form.is_valid():
        try:
            given = {"hours": form.hours(), "by": request.user, **form.announced()}
            if meeting.pk:
                meetings.change_meeting(meeting=meeting, **given)
            else:
                submission = form.cleaned_data["submission"]
                meetings.plan_meeting(action=meeting.action, submission=submission, **given)
        except RefusalError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The meeting is recorded."))
            return redirect("volunteering:volunteers", action_id=meeting.action_id)
    return render(request, "volunteering/volunteer_meeting.html", {"meeting": meeting, "form": form})


@takes_a_form
def cancel_meeting(request: AgentRequest, meeting_id: int) -> HttpResponse:
    """Ask for confirmation, then cancel a meeting or delete it with its hours.

    A second click finds it gone.
    """
    gone = not VolunteerMeeting.objects.filter(pk=meeting_id).exists()
    if gone and request.method == "POST":
        messages.success(request, _("The meeting is taken off."))
        return redirect("my_space")
    meeting = readable_meeting(request, meeting_id)
    require_manager(request, meeting.action)
    if request.method == "POST":
        said = (
            _("The meeting with the volunteers is cancelled.")
            if meeting.was_announced
            else _("The meeting is taken off.")
        )
        meetings.cancel_meeting(meeting=meeting, by=request.user)
        messages.success(request, said)
        return redirect("volunteering:volunteers", action_id=meeting.action_id)
    return render(request, "volunteering/cancel_volunteer_meeting.html", {"meeting": meeting})


@takes_a_form
def hours(request: AgentRequest, offer_id: int) -> HttpResponse:
    """Show the hours of a volunteer, with a form to record more."""
    offer = readable_volunteer(request, offer_id)
    require_manager(request, offer.action)
    form = HoursForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.record_hours(
                volunteer=offer,
                date=data["date"],
                hours=data["hours"],
                note=data["note"],
                submission=data["submission"],
            )
        except RefusalError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The hours are recorded."))
            return redirect("volunteering:volunteer_hours", offer_id=offer.pk)
    context = {"offer": offer, "form": form, "given": offer.hours.select_related("meeting")}
    return render(request, "volunteering/volunteer_hours.html", context)


@takes_a_form
def write(request: AgentRequest, action_id: int) -> HttpResponse:
    """Write to all volunteers of an action, or to those that the address selects."""
    action = readable_action(request, action_id)
    require_manager(request, action)
    roster = Roster.from_request(action, request)
    form = MessageForm(request.POST or None)
    if form.is_valid():
        try:
            message = services.message_volunteers(
                action=action, sender=request.user, recipients=roster.recipients, **form.cleaned_data
            )
        except RefusalError as refusal:
            form.refuse(refusal)
        else:
            count = message.recipients.count()
            said = ngettext(
                "Your message goes to %(count)s person.", "Your message goes to %(count)s people.", count
            )
            messages.success(request, said % {"count": count})
            return redirect("volunteering:volunteers", action_id=action.pk)
    context = {"action": action, "roster": roster, "form": form}
    return render(request, "volunteering/write_to_volunteers.html", context)


@require_safe
def message(request: AgentRequest, message_id: int) -> HttpResponse:
    """Show a message from the lead person to those who received it."""
    message = readable_message(request, message_id)
    context = {
        "message": message,
        "manages": user_can_manage_volunteers(request.user, message.action),
    }
    return render(request, "volunteering/volunteer_message.html", context)
