"""Deployment checks of the database, of the folder where the portal writes, and of the clock."""

import os
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as DeployWarning
from django.db import OperationalError, connection

LARGEST_DRIFT = 5  # seconds between this machine and the database
OTHERS = stat.S_IROTH | stat.S_IWOTH | stat.S_IXOTH


@register(Tags.compatibility, deploy=True)
def the_database_is_chosen(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report an error if nobody said which database to use: an empty one would be made in silence."""
    if os.environ.get("DATABASE_URL"):
        return []
    return [
        Error(
            f"DATABASE_URL is not set: an SQLite file would be used, {connection.settings_dict['NAME']}.",
            hint="Give the address of the database: postgres://user:password@host/name. "
            "To use SQLite, on one machine, say so: sqlite:////srv/portail/var/db.sqlite3",
            id="common.E003",
        )
    ]


@register(Tags.compatibility, deploy=True)
def the_database_answers_and_has_our_time(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report a database that does not answer, or whose clock is another one."""
    if connection.vendor == "sqlite":
        return []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT now()")
            there: datetime = cursor.fetchone()[0]
    except OperationalError as error:
        return [
            Error(
                f"The database does not answer: {str(error).strip()}",
                hint="Start it, or correct DATABASE_URL.",
                id="common.E004",
            )
        ]
    drift = abs((datetime.now(UTC) - there).total_seconds())
    if drift <= LARGEST_DRIFT:
        return []
    return [
        DeployWarning(
            f"The clocks of this machine and of the database differ by {drift:.0f} seconds: sessions, links "
            "and what is due end or begin at another time than is written.",
            hint="Keep both with NTP (timedatectl set-ntp true), and both time zones right.",
            id="common.W001",
        )
    ]


@register(Tags.files, deploy=True)
def the_folder_is_ours_alone(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report where the portal writes, if it cannot, or if every account of the machine can look in."""
    folder, index = settings.VAR_DIR, Path(settings.SEARCH_INDEX_PATH)
    if not folder.exists():
        return []  # the first start makes it
    closed = [path for path in (folder, index) if path.exists() and not _is_open_to_us(path)]
    if closed:
        return [
            Error(
                f"The portal cannot read and write {' and '.join(map(str, closed))}.",
                hint=f"Let the account that runs the portal own it: chown -R portail {folder}",
                id="common.E005",
            )
        ]
    if folder.stat().st_mode & OTHERS:
        return [
            DeployWarning(
                f"Every account of this machine can look into {folder}: uploads, the search index and, with "
                "SQLite, the whole database.",
                hint=f"Close it: chmod o-rwx {folder}",
                id="common.W002",
            )
        ]
    return []


def _is_open_to_us(path: Path) -> bool:
    wanted = os.R_OK | os.W_OK | (os.X_OK if path.is_dir() else 0)
    return os.access(path, wanted)
