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
from .volunteers import CallClosedError, CallFullError, NotVolunteeringError

__all__ = [
    "AlreadyPostedError",
    "AppealClosedError",
    "CallClosedError",
    "CallFullError",
    "CannotReplyError",
    "CommentGoneError",
    "DecidedMeanwhileError",
    "EditingClosedError",
    "MessageNeededError",
    "NotSetByLawError",
    "NotVolunteeringError",
    "OwnCommentError",
    "OwnConversationError",
    "ParticipationError",
    "RuleNeededError",
    "SameModeratorError",
]
