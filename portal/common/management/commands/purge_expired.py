"""Erase personal data that is past its retention period."""

import logging
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.common.retention import descriptions, erase_expired

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Erase personal data past its period (settings.RETENTION). Safe to run again, and to kill."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        failed = []
        for kind in settings.RETENTION:
            try:
                count = erase_expired(kind, now)
            except Exception:  # the promise made for the other kinds must be kept
                logger.exception("What is past its period was not erased: %s", kind)
                failed.append(kind)
            else:
                line = _("%(what)s: %(count)s erased")
                self.stdout.write(line % {"what": descriptions[kind], "count": count})
        if failed:
            raise CommandError(_("Not erased, see the log: %(kinds)s") % {"kinds": ", ".join(failed)})
