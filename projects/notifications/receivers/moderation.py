"""What is told of moderation. The author hears of a decision even when its page is no longer there."""

from portal.accounts.models import User
from projects.participation.enums import ModerationOutcome, ModerationState
from projects.participation.models import Appeal, Comment, ModerationDecision, Report
from projects.participation.permissions import user_is_party
from projects.participation.signals import (
    appeal_decided,
    appeal_lodged,
    comment_reported,
    moderation_decided,
)

from ..audience import holders
from ..enums import Kind
from ..services import Fact, notify
from .base import tells

# Reports and appeals of every page are told together.
DESK = "moderation"


def _deciding(comment: Comment) -> list[User]:
    """Who may decide about a comment as it stands; nobody in a conversation of their own."""
    is_withdrawn = comment.moderation_state == ModerationState.WITHDRAWN
    codename = "view_sealedtext" if is_withdrawn else "add_moderationdecision"
    return [moderator for moderator in holders(codename) if not user_is_party(moderator, comment)]


@tells(comment_reported)
def tell_report(report: Report) -> None:
    """The moderators of the conversation."""
    told = {moderator.pk: Kind.REPORTED for moderator in _deciding(report.comment)}
    fact = Fact(
        f"report:{report.pk}",
        report.pk,
        page=report.comment.page,
        at=report.created_at,
        thread_key=f"{DESK}:reports",
    )
    notify(fact=fact, told=told, actor=report.reporter)


@tells(moderation_decided)
def tell_decision(decision: ModerationDecision) -> None:
    """The author of the comment, unless it was left as it is."""
    if decision.comment is None or decision.outcome == ModerationOutcome.LEAVE:
        return
    fact = Fact(f"decision:{decision.pk}", decision.pk, at=decision.decided_at)
    notify(fact=fact, told={decision.comment.author_id: Kind.MODERATED})


@tells(appeal_lodged)
def tell_appeal(appeal: Appeal) -> None:
    """Those who may decide and did not take the first decision."""
    comment = appeal.decision.comment
    if comment is None:
        return
    deciding = (one for one in _deciding(comment) if one.pk != appeal.decision.moderator_id)
    fact = Fact(
        f"appeal:{appeal.pk}",
        appeal.pk,
        page=comment.page,
        at=appeal.lodged_at,
        thread_key=f"{DESK}:appeals",
    )
    notify(fact=fact, told={one.pk: Kind.APPEAL for one in deciding}, actor=appeal.appellant)


@tells(appeal_decided)
def tell_appeal_decided(appeal: Appeal) -> None:
    """Who appealed."""
    answer = appeal.answer_or_none
    fact = Fact(f"appeal-decided:{appeal.pk}", appeal.pk, at=answer.decided_at if answer else None)
    notify(fact=fact, told={appeal.appellant_id: Kind.APPEAL_DECIDED})
