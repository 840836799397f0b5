"""Permissions about working groups."""

from django.contrib.auth.models import AnonymousUser

from portal.accounts.models import User

from .models import WorkingGroupPage


def user_can_manage_group(user: User | AnonymousUser, group: WorkingGroupPage) -> bool:
    """Return True for the facilitator of this group and for administrators.

    They manage its members and its meetings.
    """
    return user.is_authenticated and (group.facilitator_id == user.pk or user.is_administrator)
