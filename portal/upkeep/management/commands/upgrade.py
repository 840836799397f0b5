"""Bring the database and the files to this version, or back."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from portal.upkeep.errors import UpkeepError
from portal.upkeep.upgrading import roll_back, upgrade


class Command(BaseCommand):
    help = (
        "Once a new version is installed: check it, save the portal, change the database, gather the static "
        "files, repair the search index, reload the service."
    )
    requires_system_checks = []  # all of them are made first, and those of a deployment

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", nargs="?", type=Path, help="the folder of backups (default: BACKUP_DIR)"
        )
        parser.add_argument(
            "--rollback",
            action="store_true",
            help="put back the database as the last upgrade saved it; what was written since is lost",
        )

        parser.add_argument(
            "--skip-checks", action="store_true", help="upgrade what no check would let start"
        )

    def handle(self, *args: Any, folder: Path | None, rollback: bool, **options: Any) -> None:
        try:
            if rollback:
                roll_back(say=self.stdout.write)
                return
            folder = folder or settings.BACKUP_DIR
            if folder is None:
                raise CommandError(_("Name a folder for the backup, or give one in BACKUP_DIR."))
            if not options["skip_checks"]:
                call_command("check", "--deploy", stdout=self.stdout, stderr=self.stderr)
            upgrade(folder, say=self.stdout.write)
        except (UpkeepError, OSError) as error:
            raise CommandError(str(error)) from error
