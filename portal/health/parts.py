"""The checks of what belongs to no app: the database, its migrations, the disk."""

import shutil

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from .checks import UnhealthyError

Applied = frozenset[tuple[str, str]]

_complete: Applied | None = None  # the migrations of a database that lacked none


def database_answers() -> None:
    """Ask the database the least question."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def migrations_are_applied() -> None:
    """Compare the migrations of the code with those of the database.

    All are read the first time, which takes half a second, and again only if the database's change.
    """
    global _complete
    applied = frozenset(MigrationRecorder(connection).applied_migrations())
    if applied == _complete:
        return
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        first = plan[0][0]
        raise UnhealthyError(f"{len(plan)} are not applied, {first.app_label}.{first.name} the first")
    _complete = applied


def disk_has_room() -> None:
    """Fail if little of the disk of `var/` is free (`settings.DISK_FREE_MINIMUM`, percent)."""
    free = 100 * disk_free()
    if free < settings.DISK_FREE_MINIMUM:
        raise UnhealthyError(f"{free:.1f} % is free, less than {settings.DISK_FREE_MINIMUM:g} %")


def disk_free() -> float:
    """Return which part of the disk of `var/` is free, from 0 to 1."""
    usage = shutil.disk_usage(settings.VAR_DIR)
    return usage.free / usage.total
