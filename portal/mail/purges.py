"""How mail that never left is forgotten; how long it is kept is in `settings.RETENTION`."""

import datetime
import logging

from django.utils.translation import gettext_lazy as _

from portal.common.retention import register_purge

from .models import OutgoingMail

logger = logging.getLogger(__name__)


def purge_unsent_mail(before: datetime.datetime) -> int:
    """Mail that was given up, said at that moment; or that no mail server took in all that time, said now."""
    old = OutgoingMail.objects.filter(created_at__lt=before)
    if waiting := old.waiting().count():
        logger.error("%s mails never reached a mail server and are forgotten", waiting)
    return old.delete()[0]


def register() -> None:
    register_purge("unsent_mail", purge_unsent_mail, what=_("Mail that could not leave"))
