"""Personal data in the outbox, and its erasure."""

import datetime
import logging

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.common.personal_data import Column, Held, PersonalData, register_personal_data
from portal.common.retention import delete_all, register_purge, rows_before

from .models import MailTrial, OutgoingMail, SuppressedAddress, Trouble

logger = logging.getLogger(__name__)


def purge_unsent_mail(before: datetime.datetime) -> int:
    """Delete mail that was given up, or that no mail server accepted in the whole period, and old tests.

    Mail of the second sort is logged as an error. Mail of the first was logged when it was given up.
    """
    old = OutgoingMail.objects.filter(created_at__lt=before)
    if waiting := old.waiting().count():
        logger.error("%s mails never reached a mail server and are erased", waiting)
    Trouble.objects.filter(since__lt=before).delete()  # a domain to which nobody has written since
    return delete_all(old) + delete_all(MailTrial.objects.filter(asked_at__lt=before))


register_personal_data(
    PersonalData(
        key="mail",
        title=_("Mail that could not be sent to you"),
        why=_("The mail server has not taken it yet, or refused it. What leaves is deleted at once."),
        held=Held(OutgoingMail, lambda user: Q(recipient__iexact=user.email), "created_at"),
        columns=(
            "recipient",
            Column("since", _("since"), "created_at"),
            "attempts",
            Column("next_attempt", path="next_attempt_at"),
            "given_up",
            "given_up_at",
            Column("reason", _("reason"), "last_error"),
        ),
        erased=True,
    ),
    PersonalData(
        key="suppressed_address",
        title=_("Your address, if it refuses mail"),
        why=_(
            "The mail server refused your address for good, and the portal writes to it only when you ask."
        ),
        held=Held(SuppressedAddress, lambda user: Q(address__iexact=user.email)),
        columns=("address", "reason", "since"),
        erased=True,
    ),
    PersonalData(
        key="mail_trials",
        title=_("Tests of the mail settings sent to you"),
        why=_("An administrator tested the mail server by writing to you."),
        held=Held(MailTrial, lambda user: Q(address__iexact=user.email), "asked_at"),
        columns=("address", Column("since", _("since"), "asked_at")),
        erased=True,
    ),
    order=12,
)
register_purge("unsent_mail", purge_unsent_mail, what=_("Mail that could not leave"))
register_purge(
    "suppressed_addresses",
    rows_before(SuppressedAddress, "since"),
    what=_("Addresses that refused mail for good"),
)
