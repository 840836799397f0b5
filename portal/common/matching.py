"""Search of rows by words of their names or titles."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import QuerySet

from .text import fold

Rows = TypeVar("Rows", bound=QuerySet[Any, Any])


def matching(rows: Rows, typed: str, fields: Iterable[str]) -> Rows:
    """Return the rows whose `fields`, together, hold every typed word, in any order, as `fold` compares.

    The rows are compared in Python, since no database folds like this. This suits thousands of rows, not
    millions.
    """
    words = fold(typed).split()
    texts: QuerySet[Any, Any] = rows.order_by().values_list("pk", *fields)
    return rows.filter(pk__in=[pk for pk, *said in texts if holds(words, said)]) if words else rows


def holds(words: Iterable[str], texts: Iterable[Any]) -> bool:
    """Return True if the texts, folded, hold each of the folded words."""
    said = fold(" ".join(str(text) for text in texts if text is not None))
    return all(word in said for word in words)
