"""Permissions about actions."""

from typing import Protocol

from portal.accounts.models import User

REPORT_PROGRESS = "projects.add_progressentry"


class Led(Protocol):
    """An object with a lead person, such as an action."""

    @property
    def lead_person_id(self) -> int | None: ...


def user_can_report_progress(user: User, action: Led) -> bool:
    """Return True for the lead person of this action, if they hold the right of action leads."""
    return action.lead_person_id == user.pk and user.has_perm(REPORT_PROGRESS)
