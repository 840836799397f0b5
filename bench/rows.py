"""Writes many rows at once, as fast as the database takes them: no signal is sent, no object is made."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from django.db import connection
from django.db.models import Max, Model

AT_ONCE = 10_000


def insert(model: type[Model], rows: Iterable[dict[str, Any]]) -> None:
    """Write rows of a model, given by their columns. A column that the first row lacks has its default."""
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    fields = [
        field
        for field in model._meta.local_concrete_fields
        if field.attname in first or not field.primary_key
    ]
    names = ", ".join(f'"{field.column}"' for field in fields)
    table = f'"{model._meta.db_table}" ({names})'
    usual = {
        field.attname: field.get_db_prep_save(field.get_default(), connection)
        for field in fields
        if field.attname not in first
    }

    def values() -> Iterator[list[Any]]:
        for row in chain([first], rows):
            yield [
                field.get_db_prep_save(row[field.attname], connection)
                if field.attname in row
                else usual[field.attname]
                for field in fields
            ]

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # no query can be made while it copies
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for written in values():
                    copy.write_row(written)
            return
        sql = f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608
        batches = values()
        while batch := list(islice(batches, AT_ONCE)):
            cursor.executemany(sql, batch)


def columns(row: Model) -> dict[str, Any]:
    """Return the columns of a row in the table of its own model, to be written again with others."""
    return {field.attname: field.value_from_object(row) for field in row._meta.local_concrete_fields}


def next_key(model: type[Model]) -> int:
    """Return a primary key above all those of a model."""
    return (model._base_manager.aggregate(last=Max("pk"))["last"] or 0) + 1
