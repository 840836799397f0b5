"""System checks of backups and restores."""

import datetime
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.utils import timezone

from .backups import backups, last_backup
from .closing import marker
from .databases.base import is_empty
from .sealing import decrypts, encrypts
from .version import half_noted

# A daily backup has failed twice, and a monthly verification once.
OLDEST, VERIFIED_WITHIN = datetime.timedelta(days=2), datetime.timedelta(days=40)


@register()
def restores_are_complete(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report an error while a restore is not complete: what must not be done twice could be."""
    if not marker().exists():
        return []
    return [
        Error(
            "A restore was cut short: the database is not to be used.",
            hint=f"Run it again: manage.py {marker().read_text(encoding='utf-8')}",
            id="upkeep.E001",
        )
    ]


@register(Tags.database)
def migrations_are_noted(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Report an error, before `migrate` stumbles, if an earlier one was killed at the wrong moment."""
    if not databases or is_empty() or not (half := half_noted()):
        return []
    return [
        Error(
            f"A migration of {', '.join(half)} was made, and killed before the database noted it.",
            hint="No other can follow. If this is the first start, make the database anew, empty (dropdb, "
            "then createdb; or remove the file of SQLite). If not: manage.py upgrade --rollback, or "
            "manage.py restore --replace.",
            id="upkeep.E002",
        )
    ]


def refuse_half_restored() -> None:
    """Raise `ImproperlyConfigured` in place of serving what a restore left half done."""
    for problem in restores_are_complete(None):
        raise ImproperlyConfigured(f"{problem.msg}\n{problem.hint}")


@register(Tags.security, deploy=True)
def backups_are_made(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn if the portal is not saved, or if nobody knows whether it could be restored."""
    if not settings.BACKUP_DIR:
        return [
            checks.Warning(
                "The portal is not saved.",
                hint="Name in BACKUP_DIR a folder on another disk: docs/exploitation.md says how.",
                id="upkeep.W001",
            )
        ]
    try:
        if is_empty():
            return []  # the first start
    except OperationalError:
        return []  # another check says that the database does not answer
    now = timezone.now()
    last = last_backup()
    if last is None or last.made_at < now - OLDEST:
        return [
            checks.Warning(
                f"The last backup in {settings.BACKUP_DIR} is of {last.path.name}."
                if last
                else f"There is no backup in {settings.BACKUP_DIR}.",
                hint="Run manage.py backup, and look in the log for why the daily one fails.",
                id="upkeep.W002",
            )
        ]
    made = backups(settings.BACKUP_DIR)
    verified = [backup.verified_at for backup in made if backup.verified_at]
    if (decrypts() or not encrypts()) and not any(at > now - VERIFIED_WITHIN for at in verified):
        return [
            checks.Warning(
                f"No backup in {settings.BACKUP_DIR} was verified for {VERIFIED_WITHIN.days} days.",
                hint="Run manage.py backup --verify.",
                id="upkeep.W003",
            )
        ]
    return []
