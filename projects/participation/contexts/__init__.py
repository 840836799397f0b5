"""What the parts of a page show, on the page and in the answer to htmx alike."""

from .comments import (
    FOCUS_PARAMETER,
    ORDER_PARAMETER,
    REPLY_PARAMETER,
    comments_context,
    place_of,
    wanted_order,
)
from .proposals import proposal_context, proposals_context
from .volunteers import VolunteerPanel, volunteers_context

__all__ = [
    "FOCUS_PARAMETER",
    "ORDER_PARAMETER",
    "REPLY_PARAMETER",
    "VolunteerPanel",
    "comments_context",
    "place_of",
    "proposal_context",
    "proposals_context",
    "volunteers_context",
    "wanted_order",
]
