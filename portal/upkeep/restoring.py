"""A backup is restored, or restored beside to be verified."""

import contextlib
import io
from pathlib import Path

from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import gettext as _

from .backups import Backup
from .closing import marker
from .databases import engine
from .databases.base import is_empty
from .erasures import erased_since
from .errors import UpkeepError
from .making import Say, ensure_room, workplace
from .sealing import clear_copy, decrypts, write_private
from .steps import Restored, steps
from .version import unknown_migrations

SHOWN = 5  # names


def ensure_fits(backup: Backup) -> None:
    """Raise `UpkeepError` if this installation cannot take this backup."""
    manifest = backup.manifest
    if manifest.engine != engine().name:
        raise UpkeepError(
            _(
                "The backup is of %(theirs)s and the database is %(ours)s: name one of its kind in "
                "DATABASE_URL."
            )
            % {"theirs": manifest.engine, "ours": engine().name}
        )
    if unknown := unknown_migrations(manifest.migrations):
        raise UpkeepError(
            _(
                "The backup is of a newer version (%(version)s), which this one (migration %(migration)s is "
                "unknown) cannot read: install that version, then restore."
            )
            % {"version": manifest.versions["portal"], "migration": ".".join(unknown[0])}
        )
    engine().ensure_tools()


def restore(backup: Backup, *, replace: bool, send_mail: bool, say: Say) -> None:
    """Put the database and the uploads of a backup in the place of those of the portal.

    Safe to run again: a restore that is killed goes on from the beginning, and until one is complete the
    portal refuses to start.
    """
    ensure_fits(backup)
    if not (replace or is_empty() or marker().exists()):
        raise UpkeepError(
            _("The database is not empty. Add --replace to lose what it holds for what the backup holds.")
        )
    backup.check()
    say(_("The backup of %(moment)s is as it was written.") % {"moment": backup.made_at.isoformat()})
    with workplace() as temporary:
        # A wrong key is found out before anything changes.
        files = backup.files(temporary)
        with clear_database(backup, temporary) as clear:
            if isinstance(default_storage, FileSystemStorage):
                missing = [file.size for name, file in files.items() if not default_storage.exists(name)]
                ensure_room(temporary, sum(missing))
            write_private(marker(), f"restore {backup.path}")
            written = backup.media.restore(files, encrypted=backup.manifest.encrypted, folder=temporary)
            say(
                _("Uploads: %(written)s files written, %(same)s were there already.")
                % {"written": written, "same": len(files) - written}
            )
            engine().restore(clear)
    say(_("Database: %(tables)s tables restored.") % {"tables": len(backup.manifest.tables)})
    call_command("migrate", verbosity=0)
    erasures = erased_since(backup.manifest.made_at, backup.path.parent)
    restored = Restored(backup.made_at, send_mail, erasures)
    for step in steps():
        say(step(restored))
    call_command("purge_expired", stdout=io.StringIO())
    say(_("Personal data: what is past its period is erased again."))
    marker().unlink()


def clear_database(backup: Backup, folder: Path) -> contextlib.AbstractContextManager[Path]:
    """Give the path of a clear copy of the database of a backup, in a folder."""
    return clear_copy(backup.path / engine().file, backup.manifest.encrypted, folder)


def verify(backup: Backup, *, say: Say) -> None:
    """Restore a backup beside the portal, and raise `UpkeepError` unless all is as it was saved."""
    ensure_fits(backup)
    backup.check()
    say(_("Every file of the backup is as it was written."))
    if backup.manifest.encrypted and not decrypts():
        say(
            _("The backup is encrypted and BACKUP_DECRYPT_COMMAND is not set: its content was not looked at.")
        )
        return
    with workplace() as temporary:
        listed = {file.blob for file in backup.files(temporary).values()}
        if listed != set(backup.manifest.blobs):
            raise UpkeepError(_("The list of uploads and the manifest of the backup differ."))
        with clear_database(backup, temporary) as clear:
            found = engine().read(clear)
    wanted = backup.manifest.tables
    if differing := sorted(table for table in {*found, *wanted} if found.get(table) != wanted.get(table)):
        raise UpkeepError(
            _("Restored beside, these tables differ from what was saved: %(tables)s.")
            % {"tables": ", ".join(differing[:SHOWN])}
        )
    backup.note_verified(timezone.now())
    say(
        _("Restored beside: %(tables)s tables and %(rows)s rows are equal to what was saved.")
        % {"tables": len(wanted), "rows": sum(content.rows for content in wanted.values())}
    )
