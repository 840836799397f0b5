"""Mail that a restore brought back: it may have left since the backup, and waits for somebody to decide."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.upkeep.steps import Restored

from .enums import GivenUp
from .models import OutgoingMail


def held_mail() -> QuerySet[OutgoingMail]:
    """Return the mail on hold."""
    return OutgoingMail.objects.filter(given_up=GivenUp.HELD)


def hold_what_was_restored(restored: Restored) -> str:
    """Put on hold what waited in the backup, unless nothing has left since."""
    if restored.send_mail:
        return _("Mail: what waited in the backup leaves now.")
    held = OutgoingMail.objects.waiting().update(
        next_attempt_at=None, claimed_at=None, given_up=GivenUp.HELD, given_up_at=timezone.now()
    )
    return _("Mail: %(count)s mails that waited in the backup are on hold (manage.py held_mail).") % {
        "count": held
    }


def release_held_mail() -> int:
    """Let the mail on hold leave, and return the number of mails."""
    return held_mail().update(next_attempt_at=timezone.now(), given_up="", given_up_at=None)
