"""How long data about people is kept: each app registers how it forgets what `settings.RETENTION` names."""

import datetime
from collections.abc import Callable

# Forgets what is older than the moment given, and returns how many rows it was.
Purge = Callable[[datetime.datetime], int]

purges: dict[str, Purge] = {}


def register_purge(kind: str, purge: Purge) -> None:
    """Let `purge` forget what is of this kind, a key of `settings.RETENTION`."""
    purges[kind] = purge
