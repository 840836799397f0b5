"""Named states of rules, reports and decisions, to be chained."""

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.http import HttpRequest
from wagtail.models import Page

from portal.common.access import viewable

if TYPE_CHECKING:
    from ..models import CharterRule, ModerationDecision, Report  # noqa: F401 (named as strings below)


class CharterRuleQuerySet(models.QuerySet["CharterRule"]):
    def current(self) -> Self:
        """The last version of each rule, whether the charter still has it or not."""
        return self.filter(replaced_by__isnull=True).order_by("number")

    def in_force(self) -> Self:
        """The rules of the charter as it stands."""
        return self.current().filter(in_force=True)


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> Self:
        return self.filter(closed_by__isnull=True)

    def closed_before(self, moment: datetime.datetime) -> Self:
        return self.filter(closed_by__decided_at__lt=moment)


class DecisionQuerySet(models.QuerySet["ModerationDecision"]):
    def for_register(self, request: HttpRequest) -> Self:
        """With rules and appeals, and `is_open`: whether this person may know the page and the reasoning.

        It is closed to who may not read the page; of a page that is gone, it is open to all if the page
        was. `page_is_readable` says whether the page itself can be visited.
        """
        readable = models.Q(page__in=viewable(Page.objects.all(), request).values("pk"))
        gone = models.Q(page__live=False) | models.Q(page__path__isnull=True)
        yes, no = models.Value(True), models.Value(False)
        return self.select_related("page", "comment", "rule", "appeal__answer", "on_appeal").annotate(
            page_is_readable=models.Case(models.When(readable, then=yes), default=no),
            is_open=models.Case(
                models.When(readable | (gone & models.Q(page_was_open=True)), then=yes), default=no
            ),
        )
