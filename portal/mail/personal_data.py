"""Personal data in the outbox, and its erasure."""

import datetime
import logging

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.common.personal_data import Column, Held, PersonalData, register_personal_data
from portal.common.retention import delete_all, register_purge

from .models import OutgoingMail

logger = logging.getLogger(__name__)


def purge_unsent_mail(before: datetime.datetime) -> int:
    """Delete mail that was given up, or that no mail server accepted in the whole period.

    Mail of the second sort is logged as an error. Mail of the first was logged when it was given up.
    """
    old = OutgoingMail.objects.filter(created_at__lt=before)
    if waiting := old.waiting().count():
        logger.error("%s mails never reached a mail server and are erased", waiting)
    return delete_all(old)


register_personal_data(
    PersonalData(
        key="mail",
        title=_("Mail that waits to be sent to you"),
        why=_("The mail server has not taken it yet, or refused it. What leaves is deleted at once."),
        held=Held(OutgoingMail, lambda user: Q(recipient__iexact=user.email), "created_at"),
        columns=(
            "recipient",
            Column("since", _("since"), "created_at"),
            "attempts",
            Column("next_attempt", path="next_attempt_at"),
        ),
        erased=True,
    ),
    order=12,
)
register_purge("unsent_mail", purge_unsent_mail, what=_("Mail that could not leave"))
