"""Search of rows by words of their names or titles, and of two rows that readers take for the same."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

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


def texts_that_hold(rows: QuerySet[Any, Any], typed: str, field: str) -> list[str]:
    """Return the different texts of a column that hold every typed word.

    A log of many rows says few different things.
    """
    texts = rows.order_by().values_list(field, flat=True).distinct()
    return [text for text in texts if holds(fold(typed).split(), [text])]


def refuse_twin(row: Model, field: str, rows: QuerySet[Any, Any]) -> None:
    """Raise `ValidationError` if readers would take the row for another one of `rows`."""
    name = getattr(row, field)
    others = rows.exclude(pk=row.pk).order_by("pk").values_list(field, flat=True)
    twin = next((other for other in others if fold(other) == fold(name)), None)
    if twin is not None:
        raise ValidationError({field: _("This name exists already: “%(name)s”.") % {"name": twin}})
