"""Decisions of moderation, for tests that need a comment in one of its states."""

from typing import Any

from portal.accounts.models import User
from projects.comments.models import Comment
from projects.moderation.enums import ModerationOutcome
from projects.moderation.models import CharterRule, ModerationDecision
from projects.moderation.services import moderate_comment, write_rule
from tests.factories import UserFactory


def rule(number: int = 3, *, by_law: bool = False, title: str = "Respect des personnes") -> CharterRule:
    """The rule of this number, written the first time it is asked for."""
    existing = CharterRule.objects.current().filter(number=number).first()
    return existing or write_rule(
        rule=CharterRule(number=number, title=title, text="On discute des idées.", set_by_law=by_law)
    )


def decide(
    comment: Comment,
    outcome: str = ModerationOutcome.FOLD,
    *,
    moderator: User | None = None,
    reasoning: str = "Met en cause une personne",
    **more: Any,
) -> ModerationDecision:
    """A decision under a rule that fits the outcome."""
    if outcome != ModerationOutcome.LEAVE and "rule" not in more:
        by_law = outcome == ModerationOutcome.WITHDRAW
        more["rule"] = rule(4, by_law=True, title="Pas de données personnelles") if by_law else rule()
    if outcome == ModerationOutcome.REPHRASE:
        more.setdefault("message", "Merci de reprendre la dernière phrase")
    return moderate_comment(
        comment=comment,
        moderator=moderator or UserFactory(),
        outcome=outcome,
        reasoning=reasoning,
        **more,
    )


def fold(comment: Comment, **more: Any) -> ModerationDecision:
    return decide(comment, ModerationOutcome.FOLD, **more)


def withdraw_text(comment: Comment, **more: Any) -> ModerationDecision:
    return decide(comment, ModerationOutcome.WITHDRAW, **more)
