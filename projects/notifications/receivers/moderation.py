"""What is told of moderation. The author hears of a decision even when its page is no longer there."""

from projects.moderation.enums import ModerationOutcome
from projects.moderation.models import Appeal, ModerationDecision, Report
from projects.moderation.signals import appeal_decided, appeal_lodged, comment_reported, moderation_decided

from ..enums import Kind
from ..services import Fact, notify, tell_deciders_of_appeal, tell_deciders_of_report
from .base import tells


@tells(comment_reported)
def tell_report(report: Report) -> None:
    """Those who may decide about it."""
    tell_deciders_of_report(report, at=report.created_at)


@tells(moderation_decided)
def tell_decision(decision: ModerationDecision) -> None:
    """The author of the comment, unless it was left as it is."""
    if decision.comment is None or decision.outcome == ModerationOutcome.LEAVE:
        return
    fact = Fact(f"decision:{decision.pk}", decision.pk, at=decision.decided_at)
    notify(fact=fact, told={decision.comment.author_id: Kind.MODERATED})


@tells(appeal_lodged)
def tell_appeal(appeal: Appeal) -> None:
    """Those who may decide about it, without who took the first decision."""
    tell_deciders_of_appeal(appeal, at=appeal.lodged_at)


@tells(appeal_decided)
def tell_appeal_decided(appeal: Appeal) -> None:
    """Who appealed."""
    answer = appeal.answer_or_none
    fact = Fact(f"appeal-decided:{appeal.pk}", appeal.pk, at=answer.decided_at if answer else None)
    notify(fact=fact, told={appeal.appellant_id: Kind.APPEAL_DECIDED})
