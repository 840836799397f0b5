"""Who may do what with working groups, and which groups and meetings are an agent's own."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from wagtail.query import PageQuerySet

from portal.accounts.models import User
from portal.accounts.requests import AgentRequest
from portal.common.access import viewable

from .models import GroupMeeting, WorkingGroupPage


def user_can_manage_group(user: User | AnonymousUser, group: WorkingGroupPage) -> bool:
    """Return True for administrators and the facilitator, who manage members and meetings."""
    return user.is_authenticated and (group.facilitator_id == user.pk or user.is_administrator)


def my_groups(request: AgentRequest) -> PageQuerySet:
    """Return the groups of which the user is a member or the facilitator, and which they may read."""
    user = request.user
    mine = Q(facilitator=user) | Q(pk__in=user.group_memberships.values("group"))
    return viewable(WorkingGroupPage.objects.filter(mine), request)


def my_meetings(request: AgentRequest) -> QuerySet[GroupMeeting]:
    """Return the meetings of these groups: past, to come and cancelled."""
    groups = my_groups(request).values("pk")
    return GroupMeeting.objects.filter(group__in=groups).select_related("group")
