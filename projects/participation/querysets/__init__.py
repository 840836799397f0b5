"""Named states, to be chained."""

from .comments import CommentQuerySet
from .contributions import ContributionQuerySet
from .moderation import CharterRuleQuerySet, DecisionQuerySet, ReportQuerySet
from .proposals import ProposalQuerySet
from .volunteers import VolunteerQuerySet

__all__ = [
    "CharterRuleQuerySet",
    "CommentQuerySet",
    "ContributionQuerySet",
    "DecisionQuerySet",
    "ProposalQuerySet",
    "ReportQuerySet",
    "VolunteerQuerySet",
]
