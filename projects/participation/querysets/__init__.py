"""Named states, to be chained."""

from .comments import CommentQuerySet
from .volunteers import VolunteerQuerySet

__all__ = [
    "CommentQuerySet",
    "VolunteerQuerySet",
]
