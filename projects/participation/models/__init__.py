"""What agents write, offer and decide, one module for each concept."""

from .comments import MAX_DEPTH, Comment, CommentVersion
from .conversation import Mention, Reaction
from .moderation import (
    REASON_LENGTH,
    REASONING_LENGTH,
    Appeal,
    CharterRule,
    ModerationDecision,
    Report,
    SealedText,
)
from .proposals import (
    ProposalAnswer,
    ProposalIndexPage,
    ProposalPage,
    ProposalSupport,
    ProposalVersion,
)
from .volunteers import Volunteer

__all__ = [
    "MAX_DEPTH",
    "REASONING_LENGTH",
    "REASON_LENGTH",
    "Appeal",
    "CharterRule",
    "Comment",
    "CommentVersion",
    "Mention",
    "ModerationDecision",
    "ProposalAnswer",
    "ProposalIndexPage",
    "ProposalPage",
    "ProposalSupport",
    "ProposalVersion",
    "Reaction",
    "Report",
    "SealedText",
    "Volunteer",
]
