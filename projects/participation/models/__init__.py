"""What agents write, offer and decide, one module for each concept."""

from .comments import MAX_DEPTH, Comment, CommentVersion
from .conversation import Mention, Reaction
from .moderation import ModerationDecision
from .volunteers import Volunteer

__all__ = [
    "MAX_DEPTH",
    "Comment",
    "CommentVersion",
    "Mention",
    "ModerationDecision",
    "Reaction",
    "Volunteer",
]
