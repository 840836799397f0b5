"""Views of the members and meetings of a working group, for its facilitator and administrators."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.models import User
from portal.accounts.names import agents_called
from portal.accounts.requests import AgentRequest
from portal.common.access import readers, viewable
from portal.common.errors import RefusalError
from projects.methods import refusals_in, takes_a_form

from . import services
from .errors import MeetingChangedError
from .forms import AgentForm, GroupMeetingForm, MinutesForm, NameForm
from .models import MEMBERS_PER_PAGE, GroupMeeting, GroupMember, WorkingGroupPage
from .permissions import user_can_manage_group

NAMES_SHOWN = 20


def managed_group(request: AgentRequest, pk: int) -> WorkingGroupPage:
    """Return a group. Raise 404 if the user may not read it, 403 if they do not manage it."""
    group: WorkingGroupPage = get_object_or_404(viewable(WorkingGroupPage.objects.filter(pk=pk), request))
    if not user_can_manage_group(request.user, group):
        raise PermissionDenied
    return group


def managed_meeting(request: AgentRequest, pk: int) -> GroupMeeting:
    """Return a meeting of a group that the user manages. Raise 404 or 403 as `managed_group` does."""
    meeting = get_object_or_404(GroupMeeting, pk=pk)
    meeting.group = managed_group(request, meeting.group_id)
    return meeting


@require_safe
def members(request: AgentRequest, group_id: int) -> HttpResponse:
    """Show the members of a group, and a search by name to add others."""
    group = managed_group(request, group_id)
    form = NameForm(request.GET if "name" in request.GET else None)
    present = Paginator(GroupMember.objects.active().filter(group=group), MEMBERS_PER_PAGE)
    found: list[User] = []
    if form.is_valid():
        others = readers(group, User.objects.exclude(group_memberships__group=group))
        found = agents_called(form.cleaned_data["name"], limit=NAMES_SHOWN + 1, among=others)
    context = {
        "group": group,
        "members": present.get_page(request.GET.get("page")),
        "form": form,
        "found": found[:NAMES_SHOWN],
        "too_many": len(found) > NAMES_SHOWN,
    }
    return render(request, "groups/group_members.html", context, status=422 if form.errors else 200)


@require_POST
def add_member(request: AgentRequest, group_id: int) -> HttpResponse:
    """Add an agent who may read the group."""
    group = managed_group(request, group_id)
    form = AgentForm(request.POST, agents=readers(group, User.objects.all()))
    if form.is_valid():
        agent = form.cleaned_data["agent"]
        services.add_member(group=group, agent=agent)
        messages.success(request, _("%(agent)s is now a member of the group.") % {"agent": agent})
    else:
        messages.error(request, _("This person cannot be added: the page of the group is not open to them."))
    return redirect("groups:members", group.pk)


@require_POST
def remove_member(request: AgentRequest, group_id: int) -> HttpResponse:
    """Remove an agent from a group."""
    group = managed_group(request, group_id)
    form = AgentForm(request.POST, agents=User.objects.filter(group_memberships__group=group))
    if form.is_valid():
        agent = form.cleaned_data["agent"]
        services.remove_member(group=group, agent=agent)
        messages.success(request, _("%(agent)s is no longer a member of the group.") % {"agent": agent})
    return redirect("groups:members", group.pk)


@takes_a_form
def plan_meeting(request: AgentRequest, group_id: int) -> HttpResponse:
    """Plan a meeting of a group."""
    group = managed_group(request, group_id)
    form = GroupMeetingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            meeting = services.plan_meeting(group=group, by=request.user, **form.announced())
            messages.success(request, _("The meeting is announced on the page of the group."))
            return redirect(meeting)
    context = {"group": group, "form": form, "meeting": None}
    return render(request, "groups/group_meeting.html", context, status=_status(form))


@takes_a_form
def change_meeting(request: AgentRequest, group_meeting_id: int) -> HttpResponse:
    """Change a meeting."""
    meeting = managed_meeting(request, group_meeting_id)
    form = GroupMeetingForm(request.POST if request.method == "POST" else None, meeting=meeting)
    if form.is_valid():
        with refusals_in(form):
            changed = services.change_meeting(meeting=meeting, by=request.user, **form.announced())
            messages.success(request, _("The meeting is corrected."))
            return redirect(changed)
    context = {"group": meeting.group, "form": form, "meeting": meeting}
    return render(request, "groups/group_meeting.html", context, status=_status(form))


@takes_a_form
def cancel_meeting(request: AgentRequest, group_meeting_id: int) -> HttpResponse:
    """Ask for confirmation, then cancel a meeting."""
    meeting = managed_meeting(request, group_meeting_id)
    if request.method == "POST":
        try:
            services.cancel_meeting(meeting=meeting, by=request.user)
            messages.success(request, _("The meeting is cancelled."))
        except RefusalError as error:
            messages.error(request, str(error))
        return redirect(meeting.group.get_url(request))
    return render(request, "groups/cancel_meeting.html", {"group": meeting.group, "meeting": meeting})


@takes_a_form
def write_minutes(request: AgentRequest, group_meeting_id: int) -> HttpResponse:
    """Write the minutes of a meeting, and publish them."""
    meeting = managed_meeting(request, group_meeting_id)
    current = {"minutes": meeting.minutes, "replacing": meeting.minutes}
    form = MinutesForm(request.POST if request.method == "POST" else None, initial=current)
    theirs = ""
    if form.is_valid():
        try:
            written = services.write_minutes(meeting=meeting, by=request.user, **form.cleaned_data)
        except RefusalError as error:
            form.add_error(None, str(error))
            if isinstance(error, MeetingChangedError):
                # If the form is sent again, it replaces the minutes that the person now sees.
                theirs = meeting.minutes
                form.data = {name: form.data[name] for name in form.data} | {"replacing": theirs}
        else:
            messages.success(request, _("The minutes are published on the page of the group."))
            return redirect(written)
    context = {"group": meeting.group, "meeting": meeting, "form": form, "theirs": theirs}
    return render(request, "groups/group_minutes.html", context, status=_status(form))


def _status(form: GroupMeetingForm | MinutesForm) -> int:
    return 422 if form.is_bound else 200
