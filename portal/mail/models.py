"""The outbox: what is to leave for a mail server, and how far each message is."""

import datetime
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _


def current_language() -> str:
    """Return the language of the request, or else that of the portal."""
    return translation.get_language() or settings.LANGUAGE_CODE


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def due(self, now: datetime.datetime) -> Self:
        """Messages to try now: those that somebody waits for, then the others; the longest due first."""
        return self.filter(next_attempt_at__lte=now).order_by("can_wait", "next_attempt_at", "pk")

    def waiting(self) -> Self:
        """Messages that are still tried."""
        return self.filter(next_attempt_at__isnull=False)

    def expired(self, now: datetime.datetime) -> Self:
        """Messages that would be no use any more."""
        return self.filter(expires_at__lte=now)

    def to(self, address: str) -> Self:
        return self.filter(recipient__iexact=address)


class OutgoingMail(models.Model):
    """One message to one recipient.

    A message to several people is several rows, since a mail server takes or refuses each recipient. The
    content is the message as SMTP carries it: attachments, headers and the Message-ID are those of the
    moment when it was written, at each attempt. Some messages are written at each attempt instead, since they
    hold a secret or what may be withdrawn: the row then names their writer (`writers`) and holds no text. A
    row goes away once the mail server has taken the message. No screen shows one, whatever one's rights.
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
        """Without the address: logs keep it."""
        return str(self.pk)
