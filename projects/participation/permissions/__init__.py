"""Who may do what, and the only way to an object named in an address.

Everybody who can read a page may comment on it and volunteer for it.
"""

from .comments import (
    EDITING_TIME,
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
    "EDITING_TIME",
    "CommentState",
    "readable_action",
    "readable_comment",
    "readable_meeting",
    "readable_message",
    "readable_page",
    "readable_project",
    "readable_trace",
    "readable_volunteer",
    "user_can_answer_as_manager",
    "user_can_attest",
    "user_can_delete_comment",
    "user_can_edit_comment",
    "user_can_give_official_answer",
    "user_can_import_contributions",
    "user_can_manage_volunteers",
    "user_can_read_comment_text",
]
