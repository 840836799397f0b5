"""Verbs that change what agents write and offer.

Each raises a `ParticipationError` when it refuses. Who may ask is decided by `permissions`. Dates given
by the caller are those of facts recorded afterwards, such as the demonstration content.
"""

from .comments import delete_comment, edit_comment, post_comment
from .contributions import import_contributions
from .conversation import give_official_answer, react, take_official_answer_back
from .meetings import address_volunteers, delete_meeting, record_hours, save_meeting
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
    answer_as_manager,
    decline_volunteer,
    free_places_of,
    give_free_places,
    put_on_waiting_list,
    start_volunteer,
    thank_volunteer,
    volunteer,
    withdraw,
)

__all__ = [
    "accept_volunteer",
    "address_volunteers",
    "answer_as_manager",
    "answer_proposal",
    "correct_proposal",
    "decline_volunteer",
    "delete_comment",
    "delete_meeting",
    "edit_comment",
    "free_places_of",
    "give_free_places",
    "give_official_answer",
    "import_contributions",
    "lodge_appeal",
    "moderate_comment",
    "post_comment",
    "propose",
    "put_on_waiting_list",
    "react",
    "read_reports",
    "read_sealed_text",
    "record_hours",
    "report_comment",
    "save_meeting",
    "start_volunteer",
    "support_proposal",
    "take_official_answer_back",
    "thank_volunteer",
    "volunteer",
    "withdraw",
    "write_rule",
]
