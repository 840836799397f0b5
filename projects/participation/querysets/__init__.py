"""Named states, to be chained."""

from .comments import CommentQuerySet
from .moderation import CharterRuleQuerySet, DecisionQuerySet, ReportQuerySet
from .proposals import ProposalQuerySet
from .volunteers import VolunteerQuerySet

__all__ = [
    "CharterRuleQuerySet",
    "CommentQuerySet",
    "DecisionQuerySet",
    "ProposalQuerySet",
    "ReportQuerySet",
    "VolunteerQuerySet",
]
