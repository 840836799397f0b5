"""Verbs that change what agents write and offer.

Each raises a `ParticipationError` when it refuses. Who may ask is decided by `permissions`. Dates given
by the caller are those of facts recorded afterwards, such as the demonstration content.
"""

from .comments import delete_comment, edit_comment, post_comment
from .conversation import give_official_answer, react, take_official_answer_back
from .moderation import (
    lodge_appeal,
    moderate_comment,
    read_reports,
    read_sealed_text,
    report_comment,
    write_rule,
)
from .proposals import answer_proposal, correct_proposal, propose, support_proposal
from .volunteers import (
    accept_volunteer,
    put_on_waiting_list,
    thank_volunteer,
    volunteer,
    withdraw,
)

__all__ = [
    "accept_volunteer",
    "answer_proposal",
    "correct_proposal",
    "delete_comment",
    "edit_comment",
    "give_official_answer",
    "lodge_appeal",
    "moderate_comment",
    "post_comment",
    "propose",
    "put_on_waiting_list",
    "react",
    "read_reports",
    "read_sealed_text",
    "report_comment",
    "support_proposal",
    "take_official_answer_back",
    "thank_volunteer",
    "volunteer",
    "withdraw",
    "write_rule",
]
