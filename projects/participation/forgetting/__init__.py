"""What participation forgets: with time, and when an agent has left."""

from .comments import forget_comments_of, forget_deleted_comments
from .conversation import forget_mentions_of
from .moderation import forget_appeals_of, forget_reports, forget_reports_of, forget_sealed_texts
from .proposals import forget_proposals_of
from .volunteers import (
    forget_managed_volunteers_of,
    forget_messages_to_volunteers,
    forget_volunteer_lists,
    forget_volunteering_of,
)

__all__ = [
    "forget_appeals_of",
    "forget_comments_of",
    "forget_deleted_comments",
    "forget_managed_volunteers_of",
    "forget_mentions_of",
    "forget_messages_to_volunteers",
    "forget_proposals_of",
    "forget_reports",
    "forget_reports_of",
    "forget_sealed_texts",
    "forget_volunteer_lists",
    "forget_volunteering_of",
]
