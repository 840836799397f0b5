"""Searching in Wagtail's administration on SQLite: words as they are typed.

The search library puts each word between quotes in the language of SQLite's FTS5, and forgets the quotes
that the word itself holds: the search then fails, or takes the rest of the word for an operator.
"""

from typing import Any

from modelsearch.backends.database.sqlite.query import Lexeme


def quoted(lexeme: Lexeme, compiler: Any, connection: Any) -> tuple[str, list[str]]:
    """A word as an FTS5 string, or as the beginning of one."""
    return '"%s"*' if lexeme.prefix else '"%s"', [lexeme.value.replace('"', '""')]


def install() -> None:
    Lexeme.as_sql = quoted
