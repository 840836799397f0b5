"""Why a verb of `services` refused; the message is written for the agent who asked."""

from .base import ParticipationError
from .comments import AlreadyPostedError, CannotReplyError, CommentGoneError, EditingClosedError
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
    "AlreadyPostedError",
    "CallClosedError",
    "CallFullError",
    "CannotReplyError",
    "CommentGoneError",
    "EditingClosedError",
    "ManagerAnsweredError",
    "ManagerAskedError",
    "NobodyToAddressError",
    "NotVolunteeringError",
    "ParticipationError",
    "RefusedTransitionError",
]
