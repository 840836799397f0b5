"""The database becomes that of this version of the portal, or goes back to what it was."""

import os
import signal
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _

from portal.common.display import format_datetime

from .backups import Backup, find_backup
from .closing import maintenance, marker
from .databases import engine
from .databases.base import is_empty
from .errors import UpkeepError
from .making import Say, make_backup, workplace
from .restoring import clear_database
from .sealing import write_private
from .steps import upgrade_steps
from .version import portal_version, waiting_migrations


def last_upgrade() -> Path:
    """Return the file that names the backup made before the last upgrade."""
    return settings.VAR_DIR / "upkeep" / "upgrade"


def services() -> Path:
    """Return the folder where each running `run.py serve` leaves a mark."""
    return Path(settings.VAR_DIR) / "run"


def upgrade(folder: Path, *, say: Say) -> None:
    """Save the portal, then bring its database, static files and indexes to this version.

    The portal closes only if its database changes. If that fails, it stays closed until `roll_back`.
    """
    waiting = waiting_migrations()
    first = is_empty()
    if waiting and not first:
        maintenance().touch()
        say(_("The portal is closed: %(count)s changes of the database wait.") % {"count": len(waiting)})
    if not first:
        backup = make_backup(folder, keep=settings.BACKUP_KEEP, say=say)
        say(_("Saved in %(folder)s.") % {"folder": backup.path})
        write_private(last_upgrade(), str(backup.path))
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except Exception:
        connection.close()
        say(
            _(
                "The database could not be brought to this version; the reason is below. If the portal was "
                "closed it stays so. Run manage.py upgrade --rollback, then install the former version again."
            )
        )
        raise
    say(_("The database is that of version %(version)s.") % {"version": portal_version()})
    call_command("collectstatic", interactive=False, verbosity=0)
    say(_("The static files are in place."))
    for step in upgrade_steps:
        say(step())
    maintenance().unlink(missing_ok=True)
    say(reload())


def roll_back(*, say: Say) -> None:
    """Put back the database as it was before the last upgrade. The portal stays closed."""
    if not last_upgrade().exists():
        raise UpkeepError(_("No upgrade to undo: restore a backup with manage.py restore."))
    backup: Backup = find_backup(Path(last_upgrade().read_text(encoding="utf-8")))
    backup.check()
    maintenance().touch()
    with workplace() as temporary, clear_database(backup, temporary) as clear:
        write_private(marker(), "upgrade --rollback")
        engine().restore(clear)
    marker().unlink()
    last_upgrade().unlink()
    say(
        _(
            "The database is again that of %(moment)s, before the upgrade. Install the former version, "
            "start the portal, then open it: rm %(file)s"
        )
        % {
            "moment": format_datetime(backup.made_at),
            "file": maintenance(),
        }
    )


def reload() -> str:
    """Ask the running services to take this version, without a failed request. Return what was done."""
    told = False
    for mark in services().glob("serve-*"):
        pid = int(mark.name.partition("-")[2])
        command = Path(f"/proc/{pid}/cmdline")
        # Another program may have taken the number of one that was killed.
        if command.exists() and b"run.py" in command.read_bytes():
            os.kill(pid, signal.SIGHUP)
            told = True
    if told:
        return _("The service reloads.")
    return _("Reload the service, or start it: systemctl reload-or-restart portail-web portail-taches")
