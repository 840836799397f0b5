"""Save the database and the uploads."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from portal.upkeep.backups import find_backup
from portal.upkeep.errors import UpkeepError
from portal.upkeep.making import make_backup
from portal.upkeep.restoring import verify


class Command(BaseCommand):
    help = (
        "Save the database and the uploads in a folder of backups, while the portal serves. The search index "
        "and the static files are made again from them, and are not saved."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", nargs="?", type=Path, help="the folder of backups (default: BACKUP_DIR)"
        )
        parser.add_argument(
            "--keep", type=int, help="how many backups stay in the folder (default: BACKUP_KEEP)"
        )
        parser.add_argument(
            "--verify",
            action="store_true",
            help="make none: restore the last one, or the one that FOLDER is, beside the portal, and compare",
        )

    def handle(self, *args: Any, folder: Path | None, keep: int | None, **options: Any) -> None:
        folder = folder or settings.BACKUP_DIR
        if folder is None:
            raise CommandError(_("Name a folder, or give one in BACKUP_DIR."))
        keep = settings.BACKUP_KEEP if keep is None else keep
        if keep < 1:
            raise CommandError(_("--keep must leave one backup or more."))
        try:
            if options["verify"]:
                verify(find_backup(folder), say=self.stdout.write)
                return
            backup = make_backup(folder, keep=keep, say=self.stdout.write)
        except (UpkeepError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("Saved in %(folder)s. The search index and the static files are not: they are made again.")
            % {"folder": backup.path}
        )
