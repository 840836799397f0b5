"""Put a backup in the place of the database and of the uploads."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from portal.upkeep.backups import find_backup
from portal.upkeep.errors import UpkeepError
from portal.upkeep.restoring import restore


class Command(BaseCommand):
    help = (
        "Restore a backup, or the last one of a folder of backups. Stop the portal first. Mail that waited "
        "in the backup is held, for it may have left since: see held_mail."
    )
    requires_system_checks = []  # one of them refuses what a restore left half done

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="a backup, or a folder of backups")
        parser.add_argument("--replace", action="store_true", help="lose what the database holds now")
        parser.add_argument(
            "--send-mail",
            action="store_true",
            help="let the mail that waited leave: nothing has left since the backup, as in a move",
        )

    def handle(self, *args: Any, folder: Path, replace: bool, send_mail: bool, **options: Any) -> None:
        try:
            restore(find_backup(folder), replace=replace, send_mail=send_mail, say=self.stdout.write)
        except (UpkeepError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("Restored. The portal may start again."))
