"""Why a verb of `services` refused; the message is written for the agent who asked."""

from .base import ParticipationError
from .comments import AlreadyPostedError, CannotReplyError, CommentGoneError, EditingClosedError
from .moderation import (
    AppealClosedError,
    DecidedMeanwhileError,
    MessageNeededError,
    NotSetByLawError,
    OwnCommentError,
    OwnConversationError,
    RuleNeededError,
    SameModeratorError,
)
from .proposals import (
    AlreadyAnsweredError,
    AlreadyProposedError,
    CorrectionClosedError,
    OwnProposalError,
)
from .volunteers import CallClosedError, CallFullError, NotVolunteeringError

__all__ = [
    "AlreadyAnsweredError",
    "AlreadyPostedError",
    "AlreadyProposedError",
    "AppealClosedError",
    "CallClosedError",
    "CallFullError",
    "CannotReplyError",
    "CommentGoneError",
    "CorrectionClosedError",
    "DecidedMeanwhileError",
    "EditingClosedError",
    "MessageNeededError",
    "NotSetByLawError",
    "NotVolunteeringError",
    "OwnCommentError",
    "OwnConversationError",
    "OwnProposalError",
    "ParticipationError",
    "RuleNeededError",
    "SameModeratorError",
]
