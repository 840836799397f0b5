"""Who may do what with actions."""

from typing import Protocol

from portal.accounts.models import User

REPORT_PROGRESS = "projects.add_progressentry"


class Led(Protocol):
    """What has a lead person: an action."""

    @property
    def lead_person_id(self) -> int | None: ...


def user_can_report_progress(user: User, action: Led) -> bool:
    """The lead person of this very action, who holds the right of the group of action leads."""
    return action.lead_person_id == user.pk and user.has_perm(REPORT_PROGRESS)
