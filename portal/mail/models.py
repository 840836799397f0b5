"""The outbox: the messages that wait for a mail server, and the state of each."""

import datetime
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _


def current_language() -> str:
    """Return the language of the request, or the portal's language outside a request."""
    return translation.get_language() or settings.LANGUAGE_CODE


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    """States of the messages in the outbox."""

    def due(self, now: datetime.datetime) -> Self:
        """Return messages to try now. Messages that somebody waits for come first, then the longest due."""
        return self.filter(next_attempt_at__lte=now).order_by("can_wait", "next_attempt_at", "pk")

    def urgent(self) -> Self:
        """Return messages that somebody waits for."""
        return self.filter(can_wait=False)

    def waiting(self) -> Self:
        return self.filter(next_attempt_at__isnull=False)

    def expired(self, now: datetime.datetime) -> Self:
        return self.filter(expires_at__lte=now)

    def to(self, address: str) -> Self:
        return self.filter(recipient__iexact=address)


class OutgoingMail(models.Model):
    """One message to one recipient.

    A message to several people is several rows, since a mail server accepts or refuses each recipient. The
    row holds the message as SMTP carries it: every attempt sends the same attachments, headers and
    Message-ID. A message that holds a secret, or that may be withdrawn, is written at each attempt instead:
    the row names its writer (see `writers`) and holds no text. The row is deleted once the mail server has
    accepted the message. No screen shows the outbox, not even to administrators.
    """

    sender = models.TextField(_("sender"), blank=True)
    recipient = models.TextField(_("recipient"))  # the address alone
    content = models.BinaryField(_("message"), null=True)
    writer = models.CharField(max_length=50, blank=True)
    language = models.CharField(max_length=10, default=current_language)
    # Names a message that is written when it leaves: one that leaves a second time is the same message.
    number = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    can_wait = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("written on"), default=timezone.now)
    expires_at = models.DateTimeField(null=True, db_index=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # Also the claim of a sender: it is moved before the attempt. Empty: the message is given up.
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, default=timezone.now)
    last_error = models.CharField(_("last error"), max_length=100, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        constraints = [
            models.CheckConstraint(
                condition=Q(writer="", content__isnull=False) | Q(~Q(writer=""), content__isnull=True),
                name="outgoing_mail_content_or_writer",
            )
        ]
        indexes = [models.Index(fields=["can_wait", "next_attempt_at"], name="outgoing_mail_due")]

    def __str__(self) -> str:
        """Leave the address out: logs keep this text."""
        return str(self.pk)
