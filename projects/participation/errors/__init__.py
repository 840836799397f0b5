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
from .proposals import AlreadyAnsweredError, AlreadyProposedError, CorrectionClosedError, OwnProposalError
from .volunteers import (
    CallClosedError,
    CallFullError,
    ManagerAnsweredError,
    ManagerAskedError,
    NobodyToAddressError,
    NotVolunteeringError,
    RefusedTransitionError,
)

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
    "ManagerAnsweredError",
    "ManagerAskedError",
    "MessageNeededError",
    "NobodyToAddressError",
    "NotSetByLawError",
    "NotVolunteeringError",
    "OwnCommentError",
    "OwnConversationError",
    "OwnProposalError",
    "ParticipationError",
    "RefusedTransitionError",
    "RuleNeededError",
    "SameModeratorError",
]
