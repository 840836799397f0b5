"""Who may do what with actions and working groups."""

from typing import Protocol

from django.contrib.auth.models import AnonymousUser

from portal.accounts.models import User

LEADS_GROUP = "Action leads"
REPORT_PROGRESS = "projects.add_progressentry"


class Led(Protocol):
    """What has a lead person: an action."""

    @property
    def lead_person_id(self) -> int | None: ...


class Facilitated(Protocol):
    """What has a facilitator: a working group."""

    @property
    def facilitator_id(self) -> int | None: ...


def user_can_report_progress(user: User, action: Led) -> bool:
    """The lead person of this very action, who holds the right of the group of action leads."""
    return action.lead_person_id == user.pk and user.has_perm(REPORT_PROGRESS)


def user_can_manage_group(user: User | AnonymousUser, group: Facilitated) -> bool:
    """The facilitator of this very group, and administrators: its members and its meetings."""
    return user.is_authenticated and (group.facilitator_id == user.pk or user.is_administrator)
