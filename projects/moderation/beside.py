"""What moderation shows beside each comment of a page."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from portal.accounts.models import User
from portal.common.display import format_date
from projects.comments.additions import Addition, register_addition
from projects.comments.enums import ModerationState
from projects.comments.permissions import CommentState, user_can_read_comment_text

from .models import Report


@dataclass(slots=True)
class Beside:
    """The reason of a masked text, the message to its author alone, and whether readers may report it."""

    day: str = ""  # of the decision
    rule: str = ""
    reason: str = ""
    entry: str = ""  # number of the decision in the register
    is_told: bool = False  # the viewer wrote it: what follows is for them
    is_asked_to_rephrase: bool = False
    message: str = ""
    is_appealable: bool = False
    is_appealed: bool = False
    is_reportable: bool = False
    is_reported: bool = False


def _columns() -> dict[str, Any]:
    return {
        "decision_key": F("current_decision_id"),
        "decision_date": F("current_decision__decided_at"),
        "decision_reasoning": F("current_decision__reasoning"),
        "decision_message": F("current_decision__message"),
        "decision_rule_number": F("current_decision__rule__number"),
        "decision_rule_title": F("current_decision__rule__title"),
        "decision_contested": F("current_decision__on_appeal_id"),  # the appeal that it answers
        "decision_appeal": F("current_decision__appeal__pk"),  # the appeal against it
    }


def _reported(reader: User, comments: Collection[int]) -> set[int]:
    reports = Report.objects.open().filter(reporter=reader, comment__in=comments).order_by()
    return set(reports.values_list("comment_id", flat=True))


def _say(read: Mapping[str, Any], comment: CommentState, is_own: bool, has_reported: bool) -> Beside:
    beside = Beside()
    if comment.is_masked:
        beside.day = format_date(read["decision_date"]) if read["decision_date"] else ""
        title = read["decision_rule_title"]
        beside.rule = f"{read['decision_rule_number']}. {title}" if title else ""
        beside.reason = read["decision_reasoning"] or ""
        beside.entry = str(read["decision_key"])
    if user_can_read_comment_text(comment):
        beside.is_reportable = not is_own
        beside.is_reported = has_reported
    is_asked = comment.moderation_state == ModerationState.REPHRASING
    if is_own and (comment.is_masked or is_asked):
        beside.is_told = True
        beside.is_asked_to_rephrase = is_asked
        beside.entry = str(read["decision_key"])
        beside.message = read["decision_message"] or ""
        beside.is_appealed = read["decision_appeal"] is not None
        beside.is_appealable = (
            read["decision_contested"] is None and not beside.is_appealed and comment.text_removed_at is None
        )
    return beside


def register() -> None:
    """Register what moderation adds to comments."""
    register_addition(Addition("moderation", _columns, _reported, _say))
