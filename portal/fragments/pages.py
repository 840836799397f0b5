"""Pages of a list that is the same for every reader: its rows are asked for only when they are shown anew."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .content import kept

# Rows of a list, or of a part of it.
Rows = Callable[[], QuerySet[Any]]


def kept_page(
    request: HttpRequest, name: str, *varies: object, rows: Rows, per_page: int, parameter: str = "page"
) -> Page:
    """Return the page of a list that the address asks for.

    The number of rows is kept as `kept` does, so that a page that is kept by its number costs no query.
    """
    count = kept(request, f"{name}-count", *varies, make=lambda: rows().count())
    return Paginator(_CountedRows(rows, count), per_page).get_page(request.GET.get(parameter))


class _CountedRows:
    """Rows of which only the number is known."""

    def __init__(self, rows: Rows, count: int) -> None:
        self._rows, self._count = rows, count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, part: slice) -> Any:
        return SimpleLazyObject(lambda: self._rows()[part])
