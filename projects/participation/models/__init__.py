"""What agents write, offer and decide, one module for each concept."""

from .comments import MAX_DEPTH, Comment, CommentVersion
from .contributions import Contribution
from .conversation import Mention, Reaction
from .meetings import VolunteerHours, VolunteerMeeting, VolunteerMessage
from .moderation import (
    REASON_LENGTH,
    REASONING_LENGTH,
    Appeal,
    CharterRule,
    ModerationDecision,
    Report,
    SealedText,
)
from .proposals import ProposalAnswer, ProposalIndexPage, ProposalPage, ProposalSupport, ProposalVersion
from .volunteers import Volunteer, VolunteerStep

__all__ = [
    "MAX_DEPTH",
    "REASONING_LENGTH",
    "REASON_LENGTH",
    "Appeal",
    "CharterRule",
    "Comment",
    "CommentVersion",
    "Contribution",
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
    "VolunteerHours",
    "VolunteerMeeting",
    "VolunteerMessage",
    "VolunteerStep",
]
