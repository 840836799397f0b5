"""Purge of mail that never left. `settings.RETENTION` says how long it is kept."""

import datetime
import logging

from django.utils.translation import gettext_lazy as _

from portal.common.retention import register_purge

from .models import OutgoingMail

logger = logging.getLogger(__name__)


def purge_unsent_mail(before: datetime.datetime) -> int:
    """Delete mail that was given up, or that no mail server accepted in the whole period.

    Mail of the second sort is logged as an error. Mail of the first was logged when it was given up.
    """
    old = OutgoingMail.objects.filter(created_at__lt=before)
    if waiting := old.waiting().count():
        logger.error("%s mails never reached a mail server and are erased", waiting)
    return old.delete()[0]


def register() -> None:
    """Register the purge of unsent mail."""
    register_purge("unsent_mail", purge_unsent_mail, what=_("Mail that could not leave"))
