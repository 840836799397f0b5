"""Named states, to be chained."""

from .comments import CommentQuerySet
from .moderation import CharterRuleQuerySet, DecisionQuerySet, ReportQuerySet
from .volunteers import VolunteerQuerySet

__all__ = [
    "CharterRuleQuerySet",
    "CommentQuerySet",
    "DecisionQuerySet",
    "ReportQuerySet",
    "VolunteerQuerySet",
]
