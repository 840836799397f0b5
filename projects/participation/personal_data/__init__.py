"""What participation holds about a person."""

from django.utils.translation import gettext_lazy as _

from portal.common.personal_data import register_personal_data
from portal.common.retention import register_purge

from ..forgetting import (
    forget_deleted_comments,
    forget_messages_to_volunteers,
    forget_reports,
    forget_sealed_texts,
    forget_volunteer_lists,
)
from .comments import COMMENT_VERSIONS, COMMENTS
from .conversation import MENTIONS, REACTIONS
from .moderation import APPEALS, DECISIONS_MADE, DECISIONS_RECEIVED, REPORTS, SEALED_TEXTS
from .proposals import PROPOSAL_ANSWERS, PROPOSAL_VERSIONS, PROPOSALS, SUPPORTS
from .volunteers import VOLUNTEERING_KINDS


def register() -> None:
    register_personal_data(COMMENTS, COMMENT_VERSIONS, DECISIONS_RECEIVED, DECISIONS_MADE, order=20)
    register_personal_data(*VOLUNTEERING_KINDS, order=20)
    register_personal_data(SEALED_TEXTS, APPEALS, REPORTS, order=20)
    register_purge(
        "sealed_texts",
        forget_sealed_texts,
        what=_("Text of comments that moderation withdrew, after it was sealed"),
    )
    register_purge("reports", forget_reports, what=_("Reports of comments, after the decision"))
    register_personal_data(REACTIONS, MENTIONS, order=20)
    register_personal_data(PROPOSALS, PROPOSAL_VERSIONS, SUPPORTS, PROPOSAL_ANSWERS, order=20)
    register_purge(
        "deleted_comments",
        forget_deleted_comments,
        what=_("Text of comments, after their author deleted them"),
    )
    register_purge(
        "volunteer_lists",
        forget_volunteer_lists,
        what=_("Lists of volunteers, after the end of the action or the withdrawal"),
    )
    register_purge(
        "messages_to_volunteers",
        forget_messages_to_volunteers,
        what=_("Messages of lead persons to volunteers, after they were sent"),
    )
