"""Who may do what with actions and working groups."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from portal.accounts.models import User

if TYPE_CHECKING:
    from .models import ActionPage, WorkingGroupPage


def user_can_report_progress(user: User, action: "ActionPage") -> bool:
    """The lead person of this very action, who holds the right of the group of action leads."""
    return action.lead_person_id == user.pk and user.may_report_progress


def user_can_manage_group(user: User | AnonymousUser, group: "WorkingGroupPage") -> bool:
    """The facilitator of this very group, and administrators: its members and its meetings."""
    return user.is_authenticated and (group.facilitator_id == user.pk or user.is_administrator)
