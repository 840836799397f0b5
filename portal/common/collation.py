"""French order in the database, for text fields that declare `FRENCH`.

Databases order by code point ("Zoo" before "Éducation"), or by the system on which they were created.
PostgreSQL gets an ICU collation of this name in the first migration. Each connection to SQLite gets one made
from `sort_key`. Two texts are equal under it only if they are identical.
"""

from functools import lru_cache
from sqlite3 import Connection
from typing import Any

from django.db.backends.signals import connection_created

from .text import sort_key

FRENCH = "french"


def install() -> None:
    """Add the French collation to each connection to SQLite."""
    connection_created.connect(_teach, dispatch_uid="portal.common.collation")


def _teach(connection: Any, **_signal: Any) -> None:
    if connection.vendor == "sqlite":
        teach(connection.connection)


def teach(raw: Connection) -> None:
    """Add the French collation to a connection that is not Django's."""
    raw.create_collation(FRENCH, _compare)


def create(apps: Any, schema_editor: Any) -> None:
    """Create the collation on PostgreSQL, as the first step of a migration."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"CREATE COLLATION IF NOT EXISTS {FRENCH} (provider = icu, locale = 'fr')")


def drop(apps: Any, schema_editor: Any) -> None:
    """Drop the collation, as the reverse of `create`."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP COLLATION IF EXISTS {FRENCH}")


# SQLite asks for the same texts again and again while it sorts: 10,000 take a fifth of a second, not one.
_key = lru_cache(maxsize=20_000)(sort_key)


def _compare(one: str, other: str) -> int:
    left, right = _key(one), _key(other)
    return (left > right) - (left < right)
