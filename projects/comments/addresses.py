"""The addresses of a part of the comments of a page."""

from urllib.parse import urlencode

from .enums import CommentOrder
from .models import Comment

ORDER_PARAMETER = "tri-commentaires"
KIND_PARAMETER = "genre-commentaires"
REPLY_PARAMETER = "repondre"
FOCUS_PARAMETER = "fil"
AFTER_PARAMETER = "apres"


def place_of(comment: Comment, order: CommentOrder = CommentOrder.NEWEST) -> str:
    """Return the query string and the anchor that lead to a comment on its page."""
    return f"{query_string(order, '', {FOCUS_PARAMETER: comment.pk})}{comment.anchor}"


def query_string(
    order: CommentOrder, kind: str = "", parameters: dict[str, object] | None = None, *, always: bool = False
) -> str:
    """Return a query string that keeps the order and the kind.

    The usual order is named only if `always`.
    """
    kept: dict[str, object] = {}
    if always or order != CommentOrder.NEWEST:
        kept[ORDER_PARAMETER] = order.value
    if kind:
        kept[KIND_PARAMETER] = kind
    kept |= parameters or {}
    return f"?{urlencode(kept)}" if kept else ""
