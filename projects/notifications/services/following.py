"""Services about follows."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.quotas.limits import limited

from ..enums import FollowKind
from ..models import Follow


@limited("follow", gettext_lazy("What one follows"), by="agent")
@transaction.atomic
def follow(*, agent: User, kind: FollowKind, key: int) -> None:
    """Follow the object of this kind and key, even if the agent had stopped."""
    _add(agent, kind, key)
    Follow.objects.filter(agent=agent, kind=kind, **{f"{kind.column}_id": key}).update(stopped_at=None)


@transaction.atomic
def follow_along(*, agent: User, kind: FollowKind, key: int) -> None:
    """Follow an object in which the agent takes part, unless they stopped following it earlier."""
    _add(agent, kind, key)


@transaction.atomic
def unfollow(*, agent: User, kind: FollowKind, key: int) -> None:
    """Stop following. Taking part in the object later does not change that."""
    Follow.objects.of(kind, key).filter(agent=agent).update(stopped_at=timezone.now())


def _add(agent: User, kind: FollowKind, key: int) -> None:
    follow = Follow(agent=agent, kind=kind, **{f"{kind.column}_id": key})
    Follow.objects.bulk_create([follow], ignore_conflicts=True)
