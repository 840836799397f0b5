"""Named states of cases, rules, reports and decisions, which can be chained."""

import datetime
from typing import Any, Self

from django.db import models
from django.http import HttpRequest

from portal.common.access import is_viewable
from projects.comments.models import Comment
from projects.comments.querysets import CommentQuerySet


class CharterRuleQuerySet(models.QuerySet[Any]):
    """Versions of the charter's rules."""

    def current(self) -> Self:
        """Return the last version of each rule, including rules no longer in force."""
        return self.filter(replaced_by__isnull=True).order_by("number")

    def in_force(self) -> Self:
        """Return the rules of the charter in force."""
        return self.current().filter(in_force=True)


class ReportQuerySet(models.QuerySet[Any]):
    """Reports of comments."""

    def open(self) -> Self:
        return self.filter(closed_by__isnull=True)

    def closed_before(self, moment: datetime.datetime) -> Self:
        return self.filter(closed_by__decided_at__lt=moment)


class DecisionQuerySet(models.QuerySet[Any]):
    """Entries of the register."""

    def for_register(self, request: HttpRequest) -> Self:
        """Load rules and appeals, and `is_open`: True if the user may know the page and the reasoning.

        An entry is closed to users who may not read its page. Once the page is deleted, the entry is open to
        all if the page was. `page_is_readable` tells whether the page itself can be visited.
        """
        readable = is_viewable(request, "page")
        gone = models.Q(page__live=False) | models.Q(page__path__isnull=True)
        yes, no = models.Value(True), models.Value(False)
        return self.select_related("page", "comment", "rule", "appeal__answer", "on_appeal").annotate(
            page_is_readable=models.Case(models.When(readable, then=yes), default=no),
            is_open=models.Case(
                models.When(readable | (gone & models.Q(page_was_open=True)), then=yes), default=no
            ),
        )


class CaseQuerySet(CommentQuerySet):
    """Comments as cases of moderation."""

    def with_moderation(self) -> Self:
        """Load the last decision, its rule and the appeal against it."""
        return self.select_related("current_decision__rule", "current_decision__appeal")

    def on_desk(self) -> Self:
        """Return the cases that wait for a moderator or the committee, the longest wait first.

        With `open_reports`, `unread_reports`, `appealed_at` and `waiting_since`.
        """
        is_open = models.Q(reports__isnull=False, reports__closed_by__isnull=True)
        comments = self.model._default_manager.order_by().values("pk")
        reported = comments.filter(is_open)
        contested = comments.filter(current_decision__appeal__isnull=False)
        return (
            # The few that wait are found first: what follows costs too much to be asked of every comment.
            self.filter(pk__in=reported.union(contested))
            .filter(deleted_at__isnull=True, text_removed_at__isnull=True)
            .annotate(
                open_reports=models.Count("reports", filter=is_open),
                unread_reports=models.Count("reports", filter=is_open & models.Q(reports__read_at=None)),
                appealed_at=models.F("current_decision__appeal__lodged_at"),
                waiting_since=models.functions.Coalesce(
                    models.Min("reports__created_at", filter=is_open), "current_decision__appeal__lodged_at"
                ),
            )
            .order_by("waiting_since", "pk")
        )

    def unread(self) -> Self:
        """Return the cases among those `on_desk` that nobody has looked at."""
        return self.filter(models.Q(unread_reports__gt=0))

    def with_parties(self) -> Self:
        """Load the people excluded from the decision, by key, 0 for nobody.

        `answered_party` wrote the comment that this one answers. `thread_party` began the thread.
        `first_moderator` took the decision under appeal. Together with the author, these are all. Nothing
        that a person writes, mentions or deletes afterwards changes the list.
        """
        begun = self.model._default_manager.filter(thread=models.OuterRef("thread"), parent__isnull=True)
        contested = models.When(current_decision__appeal__isnull=False, then="current_decision__moderator")
        nobody = models.Value(0)
        key = models.BigIntegerField()
        return self.alias(
            answered_party=models.functions.Coalesce(
                "answered__author", "parent__author", nobody, output_field=key
            ),
            thread_party=models.Subquery(begun.order_by().values("author")[:1]),
            first_moderator=models.Case(contested, default=nobody, output_field=key),
        )


def cases() -> CaseQuerySet:
    """Return every comment as a case of moderation."""
    return CaseQuerySet(Comment)
