"""Named states of follows and notifications, to be chained."""

from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.http import HttpRequest

from portal.accounts.models import User
from portal.common.access import is_viewable
from projects.comments.querysets import is_published

from .enums import FollowKind


class FollowQuerySet(models.QuerySet[Any]):
    """Querysets of follows."""

    def standing(self) -> Self:
        """Return follows that were not stopped."""
        return self.filter(stopped_at__isnull=True)

    def by(self, agent: User) -> Self:
        """Return the follows of this agent."""
        return self.standing().filter(agent=agent)

    def of(self, kind: FollowKind, key: int) -> Self:
        """Return the follows of this object."""
        return self.standing().filter(**{"kind": kind, f"{kind.column}_id": key})

    def agents(self) -> set[int]:
        return set(self.values_list("agent_id", flat=True))


class NotificationQuerySet(models.QuerySet[Any]):
    """Querysets of notifications."""

    def to(self, agent: User) -> Self:
        return self.filter(recipient=agent)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def waiting(self) -> Self:
        """Return notifications that wait for a mail, if the person reads them nowhere else before."""
        return self.undelivered().filter(by_mail=True)

    def undelivered(self) -> Self:
        """Return notifications that are neither read nor in a mail."""
        return self.unread().filter(mailed_at__isnull=True)

    def in_the_outbox(self) -> Self:
        """Return notifications in a mail that has not left yet, and is still tried."""
        return self.filter(mail__next_attempt_at__isnull=False)

    def published(self) -> Self:
        """Return notifications whose page is live and whose comment can be read."""
        return self.filter(
            Q(page__isnull=True) | Q(page__live=True),
            Q(comment__isnull=True) | is_published("comment"),
        )

    def readable_by(self, request: HttpRequest) -> Self:
        """Return notifications about pages that the person of this request may read."""
        return self.published().filter(Q(page__isnull=True) | is_viewable(request, "page"))

    def in_threads(self, threads: Iterable[str]) -> Self:
        return self.filter(thread__in=list(threads))
