"""The databases that the portal saves: SQLite and PostgreSQL."""

from django.db import connection

from .base import Engine
from .postgresql import PostgreSQL
from .sqlite import SQLite

ENGINES: dict[str, type[Engine]] = {engine.name: engine for engine in (SQLite, PostgreSQL)}


def engine() -> Engine:
    """Return the database of this installation."""
    return ENGINES[connection.vendor]()
