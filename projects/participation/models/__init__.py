"""What agents write, offer and decide, one module for each concept."""

from .comments import MAX_DEPTH, Comment, CommentVersion
from .contributions import Contribution
from .conversation import Mention, Reaction
from .meetings import VolunteerHours, VolunteerMeeting, VolunteerMessage
from .moderation import ModerationDecision
from .volunteers import Volunteer, VolunteerStep

__all__ = [
    "MAX_DEPTH",
    "Comment",
    "CommentVersion",
    "Contribution",
    "Mention",
    "ModerationDecision",
    "Reaction",
    "Volunteer",
    "VolunteerHours",
    "VolunteerMeeting",
    "VolunteerMessage",
    "VolunteerStep",
]
