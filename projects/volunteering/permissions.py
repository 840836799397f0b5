"""Who may do what with volunteers and with contributions.

Everyone who can read an action may volunteer for it.
"""

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from portal.accounts.models import User
from portal.accounts.requests import AgentRequest
from portal.common.access import is_viewable, viewable
from projects.models import ActionPage, ProjectPage

from .enums import VolunteerStatus
from .models import Volunteer, VolunteerMeeting, VolunteerMessage
from .querysets import VolunteerQuerySet


def user_can_manage_volunteers(user: User, action: ActionPage) -> bool:
    """Return True for the action's lead person and for administrators."""
    return action.lead_person_id == user.pk or user.is_administrator


def user_can_answer_as_manager(user: User, volunteer: Volunteer) -> bool:
    """Return True for the manager informed or asked, and for administrators while an answer is pending."""
    return volunteer.manager_id == user.pk or (volunteer.manager_is_asked and user.is_administrator)


def user_can_attest(user: User, volunteer: Volunteer) -> bool:
    """Return True for the volunteer who was thanked, and for those who may thank them."""
    return volunteer.status == VolunteerStatus.DONE and (
        volunteer.agent_id == user.pk or user_can_manage_volunteers(user, volunteer.action)
    )


def readable_action(request: AgentRequest, pk: int) -> ActionPage:
    """Return an action that the user may read. Raise 404 otherwise."""
    return get_object_or_404(viewable(ActionPage.objects.all(), request), pk=pk)


def my_offers(request: AgentRequest) -> VolunteerQuerySet:
    """Return the user's offers for actions that they may still read."""
    return Volunteer.objects.by(request.user).filter(is_viewable(request, "action"))


def my_meetings(request: AgentRequest) -> QuerySet[VolunteerMeeting]:
    """Return the meetings of the actions where the user holds a place, or that they lead."""
    mine = my_offers(request).taking_a_place().order_by()
    led = viewable(ActionPage.objects.filter(lead_person=request.user), request)
    actions = Q(action__in=mine.values("action")) | Q(action__in=led.values("pk"))
    return VolunteerMeeting.objects.filter(actions).select_related("action")


def readable_volunteer(request: AgentRequest, pk: int) -> Volunteer:
    """Return an offer for an action that the user may read. Raise 404 otherwise."""
    volunteer: Volunteer = get_object_or_404(Volunteer.objects.select_related("agent__service"), pk=pk)
    volunteer.action = readable_action(request, volunteer.action_id)
    return volunteer


def readable_meeting(request: AgentRequest, pk: int) -> VolunteerMeeting:
    """Return a meeting of volunteers of an action that the user may read. Raise 404 otherwise."""
    meeting = get_object_or_404(VolunteerMeeting, pk=pk)
    meeting.action = readable_action(request, meeting.action_id)
    return meeting


def readable_message(request: AgentRequest, pk: int) -> VolunteerMessage:
    """Return a message that the user received, or that went to their volunteers. Raise 404 otherwise."""
    message = get_object_or_404(VolunteerMessage.objects.select_related("sender"), pk=pk)
    message.action = readable_action(request, message.action_id)
    received = message.recipients.filter(pk=request.user.pk).exists()
    if not received and not user_can_manage_volunteers(request.user, message.action):
        raise Http404
    return message


def user_can_import_contributions(user: User) -> bool:
    """Return True if the user may both add and change contributions in the administration."""
    return user.has_perm("wagtailadmin.access_admin") and user.has_perms(
        ["volunteering.add_contribution", "volunteering.change_contribution"]
    )


def readable_project(request: AgentRequest, pk: int) -> ProjectPage:
    """Return a project that the user may read. Raise 404 otherwise."""
    return get_object_or_404(viewable(ProjectPage.objects.all(), request), pk=pk)
