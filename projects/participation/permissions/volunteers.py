"""Who may do what with volunteers."""

from django.http import Http404

from portal.accounts.models import User
from portal.accounts.requests import AgentRequest
from portal.common.access import viewable
from projects.models import ActionPage

from ..models import Volunteer


def user_can_manage_volunteers(user: User, action: ActionPage) -> bool:
    """The action's lead person, and administrators."""
    return action.lead_person_id == user.pk or user.is_administrator


def readable_action(request: AgentRequest, pk: int) -> ActionPage:
    """An action that this person may read, else 404."""
    action = viewable(ActionPage.objects.filter(pk=pk), request).first()
    if action is None:
        raise Http404
    return action


def readable_volunteer(request: AgentRequest, pk: int) -> Volunteer:
    """An offer for an action that this person may read, else 404."""
    volunteer = Volunteer.objects.select_related("agent").filter(pk=pk).first()
    if volunteer is None:
        raise Http404
    volunteer.action = readable_action(request, volunteer.action_id)
    return volunteer
