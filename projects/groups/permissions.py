"""Who may do what with working groups, and which groups and meetings are an agent's own."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q, QuerySet
from wagtail.query import PageQuerySet

from portal.accounts.models import User
from portal.accounts.requests import AgentRequest
from portal.common.access import viewable

from .models import GroupMeeting, WorkingGroupPage


def user_can_manage_group(user: User | AnonymousUser, group: WorkingGroupPage) -> bool:
    """Return True for administrators and the facilitator, who manage members and meetings."""
    return user.is_authenticated and (group.facilitator_id == user.pk or user.is_administrator)


def my_groups(request: AgentRequest) -> PageQuerySet:
    """Return the groups of which the user is a member or the facilitator, with their `next_meetings`.

    Groups that the user may not read are left out.
    """
    user = request.user
    mine = Q(facilitator=user) | Q(pk__in=user.group_memberships.values("group"))
    to_come = Prefetch("meetings", GroupMeeting.objects.to_come(), to_attr="next_meetings")
    groups = viewable(WorkingGroupPage.objects.filter(mine), request)
    return groups.prefetch_related(to_come).order_by("number")


def my_meetings(request: AgentRequest) -> QuerySet[GroupMeeting]:
    """Return the meetings of these groups: past, to come and cancelled."""
    groups = my_groups(request).prefetch_related(None).order_by()
    return GroupMeeting.objects.filter(group__in=groups.values("pk")).select_related("group")
