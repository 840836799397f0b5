"""What apps above comments add to each comment of a page, in the query that reads it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.accounts.models import User

from .permissions import CommentState


@dataclass(frozen=True)
class Addition:
    """Facts about a comment: `columns` gives the expressions that read them for a viewer, by name.

    `say` makes of what they read what templates show as `line.added.<name>`.
    """

    name: str
    columns: Callable[[User], dict[str, Any]]
    say: Callable[[Mapping[str, Any], CommentState, User], Any]


_additions: list[Addition] = []


def register_addition(addition: Addition) -> None:
    _additions.append(addition)


def added_columns(viewer: User) -> dict[str, Any]:
    """The expressions of every addition."""
    return {name: column for one in _additions for name, column in one.columns(viewer).items()}


def said_of(comment: CommentState, read: Mapping[str, Any], viewer: User) -> dict[str, Any]:
    """What the additions say of a comment, by their names; `read` holds their columns."""
    return {one.name: one.say(read, comment, viewer) for one in _additions}
