"""Save the portal in BACKUP_DIR each day, and verify a backup each month."""

import datetime
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.upkeep.backups import backups, last_backup
from portal.upkeep.sealing import decrypts, encrypts

# A little less than the period, so that a late start delays no later one.
FRESH, VERIFIED = datetime.timedelta(hours=20), datetime.timedelta(days=30)


class Command(BaseCommand):
    help = "Save the portal in BACKUP_DIR unless that was done today; verify a backup every thirty days."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        last = last_backup()
        if last is None or last.made_at < now - FRESH:
            call_command("backup", stdout=self.stdout)
        made = backups(settings.BACKUP_DIR) if settings.BACKUP_DIR else []
        verified = [backup.verified_at for backup in made if backup.verified_at]
        if (decrypts() or not encrypts()) and not any(at > now - VERIFIED for at in verified):
            call_command("backup", "--verify", stdout=self.stdout)
