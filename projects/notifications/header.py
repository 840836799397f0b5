"""Notification data of the signed-in agent for every page's header, loaded with the agent.

`user.unread_notifications` is a number. `user.followed_keys` is a list such as `["action:12", "theme:3"]`, or
None if it is empty.
"""

from django.db.models import CharField, Count, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat

from portal.accounts.annotations import annotate_agents
from portal.accounts.models import User
from portal.common.json_rows import JSONArrayAgg

from .enums import FollowKind
from .models import Follow, Notification


def _unread() -> Coalesce:
    theirs = Notification.objects.filter(recipient=OuterRef("pk")).unread().published()
    count = theirs.order_by().values("recipient").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(count), 0)


def _followed() -> Subquery:
    target = Cast(Coalesce("page_id", "theme_id", "person_id", "search_id"), CharField())
    key = Concat("kind", Value(":"), target, output_field=CharField())
    theirs = Follow.objects.filter(agent=OuterRef("pk")).standing().order_by().values("agent")
    return Subquery(theirs.annotate(keys=JSONArrayAgg(key)).values("keys"))


def register() -> None:
    """Register these annotations of the signed-in agent."""
    annotate_agents(unread_notifications=_unread, followed_keys=_followed)


def follows(user: User, kind: FollowKind, key: int) -> bool:
    """Return True if the signed-in agent follows this object. This costs no query."""
    return f"{kind.value}:{key}" in (getattr(user, "followed_keys", None) or ())
