"""Telling those who may decide about a text; and administrators, as long as nobody may.

The alarm of a text is the notification itself: each administrator has one until somebody may decide.
"""

import datetime
import logging
from collections.abc import Iterable

from django.db import transaction

from portal.accounts.models import User
from portal.accounts.rights import administers
from projects.comments.models import Comment
from projects.moderation.deciders import deciders_of, undecidable
from projects.moderation.models import Appeal, Report

from ..enums import Kind
from ..models import Notification
from .telling import Fact, notify

logger = logging.getLogger(__name__)

# Reports and appeals of every page are told together.
DESK = "moderation"


def tell_deciders_of_report(report: Report, at: datetime.datetime | None = None) -> None:
    """Those who may decide about the reported text; administrators if nobody may."""
    fact = Fact(
        f"report:{report.pk}",
        report.pk,
        page=report.comment.page,
        at=at,
        thread_key=f"{DESK}:reports",
    )
    _tell_deciders(report.comment, fact, Kind.REPORTED, actor=report.reporter)


def tell_deciders_of_appeal(appeal: Appeal, at: datetime.datetime | None = None) -> None:
    """Those who may give the second opinion; administrators if nobody may."""
    comment = appeal.decision.comment
    if comment is None:
        return
    fact = Fact(f"appeal:{appeal.pk}", appeal.pk, page=comment.page, at=at, thread_key=f"{DESK}:appeals")
    _tell_deciders(comment, fact, Kind.APPEAL, actor=appeal.appellant)


def _tell_deciders(comment: Comment, fact: Fact, kind: Kind, actor: User) -> None:
    deciders = list(deciders_of(comment).values_list("pk", flat=True))
    if deciders:
        notify(fact=fact, told=dict.fromkeys(deciders, kind), actor=actor)
    else:
        _alarm(undecidable().filter(pk=comment.pk).values_list("pk", flat=True))


def review_undecidable() -> None:
    """Alarm administrators about what nobody may decide; end the alarms of what somebody may decide again.

    Those who may now are told then. Three queries when there is nothing to say; whatever made somebody
    unable to decide (a departure, another group, a restricted page) is found at the next turn.
    """
    stuck = set(undecidable().values_list("pk", flat=True))
    _alarm(stuck)
    _end_alarms(stuck)


def _alarm(comments: Iterable[int]) -> None:
    """Tell each administrator once, those whom a text concerns too: to name a moderator is not to decide."""
    comments = set(comments)
    if not comments:
        return
    administrators = set(User.objects.filter(administers(), is_active=True).values_list("pk", flat=True))
    if not administrators:
        logger.error("Nobody may decide about %s reported texts, and nobody is administrator", len(comments))
    alarms = Notification.objects.filter(kind=Kind.UNDECIDABLE)
    told = set(alarms.values_list("object_id", "recipient_id"))
    for comment in sorted(comments):
        untold = {pk for pk in administrators if (comment, pk) not in told}
        if untold:
            fact = Fact(f"undecidable:{comment}", comment, thread_key=f"{DESK}:undecidable")
            notify(fact=fact, told=dict.fromkeys(untold, Kind.UNDECIDABLE))


@transaction.atomic
def _end_alarms(stuck: set[int]) -> None:
    ended = Notification.objects.filter(kind=Kind.UNDECIDABLE).exclude(object_id__in=stuck)
    comments = set(ended.values_list("object_id", flat=True))
    if not comments:
        return
    ended.delete()
    for report in Report.objects.open().filter(comment__in=comments).select_related("comment__page"):
        tell_deciders_of_report(report)
    appeals = Appeal.objects.filter(decision__comment__in=comments, answer__isnull=True)
    for appeal in appeals.select_related("decision__comment__page", "appellant"):
        tell_deciders_of_appeal(appeal)
