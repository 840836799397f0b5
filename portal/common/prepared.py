"""Queries of every page, composed once: that takes Django ten times longer than the database to answer."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

# Stand for the keys while a query is composed. Databases number rows from 1 on.
_PLACES = (-1_000_001, -1_000_002)


class PreparedQuery:
    """A query of some columns of rows, for one or two keys of rows: `PreparedQuery(lambda key: …)(key)`.

    The function takes the keys and returns `values_list()` of a query. It is called once in a process: its
    other conditions must depend neither on the moment, nor on the language, nor on who asks. Values come as
    the database gives them: numbers, texts and booleans are right, moments and UUIDs depend on the database.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Any]]) -> None:
        self._make = make
        self._composed: dict[str, tuple[str, tuple[Any, ...]]] = {}  # by the sort of the database

    def __call__(self, *keys: int) -> list[tuple[Any, ...]]:
        """Return the rows for these keys."""
        if connection.vendor not in self._composed:
            query = self._make(*_PLACES[: len(keys)]).query
            self._composed[connection.vendor] = query.sql_with_params()
        sql, parameters = self._composed[connection.vendor]
        values = dict(zip(_PLACES, keys, strict=False))
        with connection.cursor() as cursor:
            cursor.execute(sql, [values.get(each, each) for each in parameters])
            return list(cursor.fetchall())
