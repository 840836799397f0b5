"""Columns that apps above comments add to the query that reads the comments of a page."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from portal.accounts.models import User

from .permissions import CommentState


@dataclass(frozen=True)
class Addition:
    """What one app adds to each comment.

    `columns` returns the query expressions by name. `acted_on` returns, of the keys of comments, those that a
    reader acted on. `say` turns the values read into what templates show as `line.added.<name>`: for its
    author or not, and for a reader who acted on it or not.
    """

    name: str
    columns: Callable[[], dict[str, Any]]
    acted_on: Callable[[User, Collection[int]], Collection[int]]
    say: Callable[[Mapping[str, Any], CommentState, bool, bool], Any]


_additions: list[Addition] = []


def register_addition(addition: Addition) -> None:
    """Add these columns to every query of comments."""
    _additions.append(addition)


def added_columns() -> dict[str, Any]:
    """Return the query expressions of every addition, by name."""
    return {name: column for one in _additions for name, column in one.columns().items()}


def acted_on(reader: User, comments: Collection[int]) -> dict[str, Collection[int]]:
    """Return, by addition, the keys of those of these comments that the reader acted on."""
    return {one.name: one.acted_on(reader, comments) for one in _additions}


def said_of(
    comment: CommentState, read: Mapping[str, Any], *, is_own: bool, acted: Collection[str]
) -> dict[str, Any]:
    """Return what each addition says of a comment, by its name. `read` holds the values of their columns.

    `is_own` is true for its author. `acted` names the additions for which the reader acted on it.
    """
    return {one.name: one.say(read, comment, is_own, one.name in acted) for one in _additions}
