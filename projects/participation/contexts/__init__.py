"""What the parts of a page show, on the page and in the answer to htmx alike."""

from .calls import open_calls
from .comments import OLDEST_FIRST, ORDER_PARAMETER, REPLY_PARAMETER, comments_context
from .volunteers import VolunteerPanel, volunteers_context

__all__ = [
    "OLDEST_FIRST",
    "ORDER_PARAMETER",
    "REPLY_PARAMETER",
    "VolunteerPanel",
    "comments_context",
    "open_calls",
    "volunteers_context",
]
