"""Who may do what, and the only way to an object named in an address.

Everybody who can read a page may comment on it and volunteer for it.
"""

from .comments import (
    CommentState,
    readable_comment,
    readable_page,
    readable_trace,
    user_can_delete_comment,
    user_can_edit_comment,
    user_can_give_official_answer,
    user_can_read_comment_text,
)
from .contributions import readable_project, user_can_import_contributions
from .deciders import deciders_of, undecidable, user_can_decide, user_is_party
from .moderation import (
    desk_of,
    readable_case,
    register_entry,
    user_can_moderate,
    user_can_read_sealed_texts,
    user_can_use_desk,
    user_is_told,
)
from .proposals import (
    readable_proposal,
    readable_proposal_index,
    user_can_answer_proposals,
    user_can_correct_proposal,
)
from .volunteers import (
    readable_action,
    readable_meeting,
    readable_message,
    readable_volunteer,
    user_can_answer_as_manager,
    user_can_attest,
    user_can_manage_volunteers,
)

__all__ = [
    "CommentState",
    "deciders_of",
    "desk_of",
    "readable_action",
    "readable_case",
    "readable_comment",
    "readable_meeting",
    "readable_message",
    "readable_page",
    "readable_project",
    "readable_proposal",
    "readable_proposal_index",
    "readable_trace",
    "readable_volunteer",
    "register_entry",
    "undecidable",
    "user_can_answer_as_manager",
    "user_can_answer_proposals",
    "user_can_attest",
    "user_can_correct_proposal",
    "user_can_decide",
    "user_can_delete_comment",
    "user_can_edit_comment",
    "user_can_give_official_answer",
    "user_can_import_contributions",
    "user_can_manage_volunteers",
    "user_can_moderate",
    "user_can_read_comment_text",
    "user_can_read_sealed_texts",
    "user_can_use_desk",
    "user_is_party",
    "user_is_told",
]
