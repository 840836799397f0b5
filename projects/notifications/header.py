"""What pages ask of the signed-in agent: how many notifications wait, and whether they follow something."""

from collections.abc import Iterable

from django.db.models import Count
from django.utils.functional import SimpleLazyObject

from portal.accounts.models import User
from portal.accounts.requests import AgentRequest
from portal.common.prepared import PreparedQuery

from .enums import FollowKind
from .models import Follow, Notification


def unread(request: AgentRequest) -> dict[str, object]:
    """Return `unread_notifications` for templates: a number, counted when a template shows it."""
    return {"unread_notifications": SimpleLazyObject(lambda: _count(request.user))}


_UNREAD = PreparedQuery(
    lambda agent: (
        Notification.objects.filter(recipient=agent)
        .unread()
        .published()
        .order_by()
        .values("recipient")
        .annotate(count=Count("pk"))
        .values_list("count")
    )
)


def _count(user: User) -> int:
    return sum(count for [count] in _UNREAD(user.pk))


def follows(request: AgentRequest, kind: FollowKind, key: int) -> bool:
    """Return True if the signed-in agent follows this object."""
    known = _known_follows(request)
    if request.method == "POST" or (kind.column, key) not in known:  # a verb may just have changed it
        load_follows(request, kind, [key])
    return kind.value in known[kind.column, key]


def load_follows(request: AgentRequest, kind: FollowKind, keys: Iterable[int]) -> None:
    """Read in one query which of these objects the signed-in agent follows, for `follows`.

    An action and its conversation are the same page: they are read together.
    """
    known, keys = _known_follows(request), list(keys)
    known |= {(kind.column, key): set() for key in keys}
    kinds = [each for each in FollowKind if each.column == kind.column]
    rows = Follow.objects.by(request.user).filter(**{"kind__in": kinds, f"{kind.column}__in": keys})
    for key, followed_as in rows.order_by().values_list(kind.column, "kind"):
        known[kind.column, key].add(followed_as)


def _known_follows(request: AgentRequest) -> dict[tuple[str, int], set[str]]:
    if not hasattr(request, "followed"):
        request.followed = {}
    return request.followed
