"""Columns that apps above comments add to the query that reads the comments of a page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.accounts.models import User

from .permissions import CommentState


@dataclass(frozen=True)
class Addition:
    """What one app adds to each comment.

    `columns` returns, for a viewer, the query expressions by name. `say` turns the values read into what
    templates show as `line.added.<name>`.
    """

    name: str
    columns: Callable[[User], dict[str, Any]]
    say: Callable[[Mapping[str, Any], CommentState, User], Any]


_additions: list[Addition] = []


def register_addition(addition: Addition) -> None:
    """Add these columns to every query of comments."""
    _additions.append(addition)


def added_columns(viewer: User) -> dict[str, Any]:
    """Return the query expressions of every addition, by name."""
    return {name: column for one in _additions for name, column in one.columns(viewer).items()}


def said_of(comment: CommentState, read: Mapping[str, Any], viewer: User) -> dict[str, Any]:
    """Return what each addition says of a comment, by its name. `read` holds the values of their columns."""
    return {one.name: one.say(read, comment, viewer) for one in _additions}
