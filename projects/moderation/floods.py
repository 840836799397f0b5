"""Decisions about floods: every comment that one person posted in a period, decided together.

Each comment gets the decision of `services.moderate_comment`: its entry, its trace, its right to appeal.
`decide_floods` writes them, one batch in one transaction. The comments that remain are asked of the database,
so that a run that was killed is finished by the next one, and nothing is decided twice.
"""

import datetime
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.common.errors import RefusalError
from projects.comments.models import Comment
from projects.comments.querysets import CommentQuerySet

from .deciders import decidable_in_the_background_by
from .enums import ModerationOutcome
from .errors import NotSetByLawError, RuleNeededError
from .models import CharterRule, Flood
from .querysets import CaseQuerySet
from .services import moderate_comment
from .signals import flood_decided

BATCH = 50  # comments of one run: the lane has other work, and SQLite other writers


@dataclass(frozen=True)
class Period:
    """What one person posted between two moments, both included."""

    author: User
    since: datetime.datetime
    until: datetime.datetime

    def undecided(self) -> CommentQuerySet:
        """Return the comments that are shown and about which nobody decided yet, oldest first."""
        posted = Comment.objects.published().filter(
            author=self.author, created_at__range=(self.since, self.until), current_decision__isnull=True
        )
        return posted.order_by("created_at", "pk")

    def decidable_by(self, moderator: User) -> CaseQuerySet:
        """Return those about which this person may decide."""
        mine = decidable_in_the_background_by(moderator)
        return mine.filter(pk__in=self.undecided().order_by().values("pk")).order_by("created_at", "pk")


def reversible_by(moderator: User, flood: Flood) -> CaseQuerySet:
    """Return the comments whose last decision is that of the flood, and that this person may decide again."""
    theirs = decidable_in_the_background_by(moderator).filter(current_decision__flood=flood)
    return theirs.filter(deleted_at__isnull=True, text_removed_at__isnull=True).order_by("created_at", "pk")


def begin_flood(
    *,
    period: Period,
    moderator: User,
    outcome: str,
    rule: CharterRule | None,
    reasoning: str,
    message: str = "",
    submission: uuid.UUID | None = None,
) -> Flood:
    """Decide that every comment of the period is folded or withdrawn. `decide_floods` does it.

    The same submission decides once. Raises `RuleNeededError`, `NotSetByLawError`, and `ValidationError` if a
    text is empty or too long.
    """
    if rule is None:
        raise RuleNeededError
    if outcome == ModerationOutcome.WITHDRAW and not rule.set_by_law:
        raise NotSetByLawError
    flood = Flood(
        author=period.author,
        since=period.since,
        until=period.until,
        moderator=moderator,
        outcome=ModerationOutcome(outcome),
        rule=rule,
        reasoning=reasoning,
        message=message,
    )
    return _record(flood, submission)


def reverse_flood(
    *, flood: Flood, moderator: User, reasoning: str, message: str = "", submission: uuid.UUID | None = None
) -> Flood:
    """Decide that the comments of a flood are shown again, as far as its decision is still the last one.

    The same submission decides once. Raises `ValidationError` if a text is empty or too long.
    """
    reversal = Flood(
        author=flood.author,
        since=flood.since,
        until=flood.until,
        moderator=moderator,
        outcome=ModerationOutcome.LEAVE,
        reasoning=reasoning,
        message=message,
        reverses=flood,
    )
    return _record(reversal, submission)


def _record(flood: Flood, submission: uuid.UUID | None) -> Flood:
    flood.submission = submission or flood.submission
    flood.clean_fields(exclude=["author", "moderator", "rule", "reverses"])
    try:
        with transaction.atomic():
            flood.save(force_insert=True)
    except IntegrityError:
        said = ("author_id", "since", "until", "outcome", "rule_id", "reasoning", "message", "reverses_id")
        content = {name: getattr(flood, name) for name in said}
        existing = Flood.submitted(flood.submission, whose={"moderator": flood.moderator}, **content)
        if existing is None:
            raise
        return existing
    return flood


def remaining(flood: Flood) -> CaseQuerySet:
    """Return the comments that still wait for the decision of the flood."""
    if flood.reverses is not None:
        return reversible_by(flood.moderator, flood.reverses)
    seen = min(flood.until, flood.decided_at)  # what was posted later, nobody has looked at
    return Period(flood.author, flood.since, seen).decidable_by(flood.moderator)


def decide_floods(batch: int = BATCH) -> None:
    """Decide about the next comments of the oldest flood that is not finished, at most `batch` of them.

    Once none remains, the flood is finished and its author is told.
    """
    unfinished = Flood.objects.filter(finished_at__isnull=True).order_by("pk")
    flood = unfinished.select_related("author", "moderator", "rule", "reverses").first()
    if flood is None:
        return
    with transaction.atomic():  # what follows a commit, such as the search index, is dear: once for a batch
        comments = list(remaining(flood)[:batch])
        for comment in comments:
            _decide(flood, comment)
    if len(comments) < batch:
        with transaction.atomic():
            Flood.objects.filter(pk=flood.pk).update(finished_at=timezone.now())
            flood_decided.announce(flood=flood)


def _decide(flood: Flood, comment: Comment) -> None:
    try:
        moderate_comment(
            comment=comment,
            moderator=flood.moderator,
            outcome=flood.outcome,
            rule=flood.rule,
            reasoning=flood.reasoning,
            message=flood.message,
            seen=comment.current_decision_id or 0,
            flood=flood,
        )
    except RefusalError:  # deleted or decided meanwhile: it does not remain
        return
