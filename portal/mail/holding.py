"""Mail that a restore brought back: it may have left since the backup, and waits for somebody to decide."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.upkeep.steps import Restored

from .models import OutgoingMail

HELD = "held after a restore"


def held_mail() -> QuerySet[OutgoingMail]:
    """Return the mail on hold."""
    return OutgoingMail.objects.filter(next_attempt_at__isnull=True, last_error=HELD)


def hold_what_was_restored(restored: Restored) -> str:
    """Put on hold what waited in the backup, unless nothing has left since."""
    if restored.send_mail:
        return _("Mail: what waited in the backup leaves now.")
    held = OutgoingMail.objects.waiting().update(next_attempt_at=None, last_error=HELD)
    return _("Mail: %(count)s mails that waited in the backup are on hold (manage.py held_mail).") % {
        "count": held
    }


def release_held_mail() -> int:
    """Let the mail on hold leave, and return the number of mails."""
    return held_mail().update(next_attempt_at=timezone.now(), last_error="")
