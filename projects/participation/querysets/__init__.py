"""Named states, to be chained."""

from .comments import CommentQuerySet
from .contributions import ContributionQuerySet
from .volunteers import VolunteerQuerySet

__all__ = [
    "CommentQuerySet",
    "ContributionQuerySet",
    "VolunteerQuerySet",
]
