"""Who may do what with actions."""

from typing import TYPE_CHECKING

from portal.accounts.models import User

if TYPE_CHECKING:
    from .models import ActionPage

LEADS_GROUP = "Action leads"


def user_can_report_progress(user: User, action: "ActionPage") -> bool:
    """The lead person of this very action, who holds the right of the group of action leads."""
    return action.lead_person_id == user.pk and user.may_report_progress
