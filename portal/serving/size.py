"""How many processes and threads answer requests: `python -m portal.serving.size` prints both numbers.

Each thread holds one connection to the database. Why the numbers are these is said on stderr.
"""

import os
import sys
from contextlib import closing
from dataclasses import dataclass

from django.db import OperationalError, connection

FEWEST, MOST = 2, 8  # processes: one answers while another is replaced
THREADS = 4
KEPT = 12  # connections for background tasks, management commands and whoever looks at the database

# -1 stands for no limit.
ROOM = """
SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
       (SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user),
       (SELECT datconnlimit FROM pg_database WHERE datname = current_database())
"""


@dataclass(frozen=True)
class Size:
    """Processes, and threads of each."""

    workers: int
    threads: int

    @property
    def connections(self) -> int:
        return self.workers * self.threads

    def within(self, room: int) -> "Size":
        """Return the nearest size that needs no more connections than that."""
        workers = max(1, min(self.workers, room))
        return Size(workers, max(1, min(self.threads, room // workers)))


def wanted() -> Size:
    """Return what PORTAL_WORKERS and PORTAL_THREADS ask for, or what suits the processors."""
    workers = os.environ.get("PORTAL_WORKERS") or max(FEWEST, min(MOST, processors()))
    return Size(int(workers), int(os.environ.get("PORTAL_THREADS") or THREADS))


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def room() -> int | None:
    """Return how many connections the database leaves to the web server, or None if it does not count them.

    Raise `OperationalError` if the database does not answer.
    """
    if connection.vendor != "postgresql":
        return None
    # Without Django's cursor, which wants all apps loaded.
    with (
        connection.wrap_database_errors,
        closing(connection.get_new_connection(connection.get_connection_params())) as server,
    ):
        limits = server.execute(ROOM).fetchone()
    return max(1, min(limit for limit in limits if limit >= 0) - KEPT)


def main() -> None:
    """Print the numbers, and say how they came about."""
    size = wanted()
    reason = f"{processors()} processors"
    try:
        left = room()
    except OperationalError as error:
        reason += f"; the database does not say how many connections it admits ({error})".rstrip()
    else:
        if left is not None:
            reason += (
                f"; PostgreSQL leaves {left} connections to the web server, {KEPT} being kept for the rest"
            )
            if size.connections > left:
                reason += f", and {size.workers} × {size.threads} would be too many"
                size = size.within(left)
    threads = f"{size.workers} processes of {size.threads} threads each"
    sys.stderr.write(f"→ {threads} ({reason})\n")
    sys.stdout.write(f"{size.workers} {size.threads}\n")


if __name__ == "__main__":
    main()
