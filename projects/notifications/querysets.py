"""Named states, to be chained."""

from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from wagtail.models import Page

from portal.accounts.models import User
from portal.common.access import viewable
from projects.comments.models import Comment

from .enums import FollowKind


class FollowQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        """Not stopped since."""
        return self.filter(stopped_at__isnull=True)

    def by(self, agent: User) -> Self:
        """What a person follows."""
        return self.standing().filter(agent=agent)

    def of(self, kind: FollowKind, key: int) -> Self:
        """Who follows this object."""
        return self.standing().filter(**{"kind": kind, f"{kind.column}_id": key})

    def agents(self) -> set[int]:
        return set(self.values_list("agent_id", flat=True))


class NotificationQuerySet(models.QuerySet[Any]):
    def to(self, agent: User) -> Self:
        return self.filter(recipient=agent)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def waiting(self) -> Self:
        """Still to leave by mail, if the person wants it and has not read it meanwhile."""
        return self.untold().filter(by_mail=True)

    def untold(self) -> Self:
        """Neither read, nor in a mail."""
        return self.unread().filter(mailed_at__isnull=True)

    def in_the_outbox(self) -> Self:
        """In a mail that has not left yet, and is still tried."""
        return self.filter(mail__next_attempt_at__isnull=False)

    def published(self) -> Self:
        """What is spoken of is still there: the page is live, and the comment can be read."""
        return self.filter(
            Q(page__isnull=True) | Q(page__live=True),
            Q(comment__isnull=True) | Q(comment__in=Comment.objects.published().values("pk")),
        )

    def tellable(self, request: HttpRequest) -> Self:
        """What may be told to the person of this request: who may not read a page hears nothing of it."""
        pages = viewable(Page.objects.all(), request).values("pk")
        return self.published().filter(Q(page__isnull=True) | Q(page__in=pages))

    def in_threads(self, threads: Iterable[str]) -> Self:
        return self.filter(thread__in=list(threads))
