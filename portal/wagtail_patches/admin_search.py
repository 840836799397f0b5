"""Searching in Wagtail's administration on SQLite: words as they are typed.

The search library puts each word between quotes in the language of SQLite's FTS5, and forgets the quotes
that the word itself holds: the search then fails, or takes the rest of the word for an operator
(https://github.com/wagtail/wagtail/issues/13227).
"""

from typing import Any

from django.db import connection


def quoted(lexeme: Any, compiler: Any, connection: Any) -> tuple[str, list[str]]:
    """A word as an FTS5 string, or as the beginning of one."""
    return '"%s"*' if lexeme.prefix else '"%s"', [lexeme.value.replace('"', '""')]


def install() -> None:
    """Correct the library where it serves: its module for SQLite cannot be imported on another database."""
    if connection.vendor == "sqlite":
        from modelsearch.backends.database.sqlite.query import Lexeme

        Lexeme.as_sql = quoted
