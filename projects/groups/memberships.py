"""The working groups of an agent, and their meetings in the agent's calendar."""

from django.db.models import Prefetch, Q, QuerySet
from wagtail.query import PageQuerySet

from portal.accounts.requests import AgentRequest
from portal.common.access import viewable

from .models import GroupMeeting, WorkingGroupPage


def my_groups(request: AgentRequest) -> PageQuerySet:
    """Return the groups that this person may read, and is a member or the facilitator of.

    Each has its `next_meetings`.
    """
    user = request.user
    mine = WorkingGroupPage.objects.filter(
        Q(facilitator=user) | Q(pk__in=user.group_memberships.values("group"))
    )
    to_come = Prefetch("meetings", GroupMeeting.objects.to_come(), to_attr="next_meetings")
    return viewable(mine, request).prefetch_related(to_come).order_by("number")


def my_meetings(request: AgentRequest) -> QuerySet[GroupMeeting]:
    """Return the meetings of these groups: past, to come and cancelled."""
    groups = my_groups(request).prefetch_related(None).order_by()
    return GroupMeeting.objects.filter(group__in=groups.values("pk")).select_related("group")
