"""Forget what the portal has no more reason to keep."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.common.retention import descriptions, forget_expired


class Command(BaseCommand):
    help = "Forget personal data past its period (settings.RETENTION). Safe to run again, and to kill."

    def handle(self, *args: Any, **options: Any) -> None:
        for kind, count in forget_expired(timezone.now()):
            self.stdout.write(
                _("%(what)s: %(count)s forgotten") % {"what": descriptions[kind], "count": count}
            )
