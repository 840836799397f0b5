"""What pages ask of the signed-in agent: how many notifications wait, and whether they follow something."""

from django.utils.functional import SimpleLazyObject

from portal.accounts.models import User
from portal.accounts.requests import AgentRequest

from .enums import FollowKind
from .models import Follow, Notification


def unread(request: AgentRequest) -> dict[str, object]:
    """Return `unread_notifications` for templates: a number, counted when a template shows it."""
    return {"unread_notifications": SimpleLazyObject(lambda: _count(request.user))}


def _count(user: User) -> int:
    return Notification.objects.to(user).unread().published().count()


def follows(request: AgentRequest, kind: FollowKind, key: int) -> bool:
    """Return True if the signed-in agent follows this object. Their follows are read once per request."""
    if request.method == "POST" or not hasattr(request, "followed"):  # a verb may just have changed it
        request.followed = {(row.kind, row.target_id) for row in Follow.objects.by(request.user)}
    return (kind.value, key) in request.followed
