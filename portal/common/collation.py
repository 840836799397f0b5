"""The order of French in the database: a text field that declares `FRENCH` is sorted as its readers sort.

Databases know the order of code points ("Zoo" before "Éducation"), or that of the system that they were made
on. PostgreSQL makes a collation of this name from ICU, in the first migration; each connection to SQLite is
given one, by `sort_key`. Two texts are equal under it only if they are the same, sign for sign.
"""

from functools import lru_cache
from sqlite3 import Connection
from typing import Any

from django.db.backends.signals import connection_created

from .text import sort_key

FRENCH = "french"


def install() -> None:
    """Teach each connection to SQLite the order of French."""
    connection_created.connect(_teach, dispatch_uid="portal.common.collation")


def _teach(connection: Any, **_signal: Any) -> None:
    if connection.vendor == "sqlite":
        raw: Connection = connection.connection
        raw.create_collation(FRENCH, _compare)


def create(apps: Any, schema_editor: Any) -> None:
    """Make the collation on PostgreSQL: the first step of a migration."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"CREATE COLLATION IF NOT EXISTS {FRENCH} (provider = icu, locale = 'fr')")


def drop(apps: Any, schema_editor: Any) -> None:
    """Take the collation away: the way back of `create`."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP COLLATION IF EXISTS {FRENCH}")


# SQLite asks for the same texts again and again while it sorts: 10,000 take a fifth of a second, not one.
_key = lru_cache(maxsize=20_000)(sort_key)


def _compare(one: str, other: str) -> int:
    left, right = _key(one), _key(other)
    return (left > right) - (left < right)
