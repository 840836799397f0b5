"""The outbox: what is to leave for a mail server, and how far each message is."""

import datetime
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def due(self, now: datetime.datetime) -> Self:
        """Messages to try now, the longest due first."""
        return self.filter(next_attempt_at__lte=now).order_by("next_attempt_at", "pk")

    def waiting(self) -> Self:
        """Messages that are still tried."""
        return self.filter(next_attempt_at__isnull=False)

    def to(self, address: str) -> Self:
        """Messages to this address, written alone or behind a name: "Une Agente <une@exemple.fr>"."""
        alone = models.Q(recipient__iexact=address)
        return self.filter(alone | models.Q(recipient__iendswith=f"<{address}>"))


class OutgoingMail(models.Model):
    """One message to one recipient.

    A message to several people is several rows, since a mail server takes or refuses each recipient. The
    content is the message as SMTP carries it: attachments, headers and the Message-ID are those of the
    moment when it was written, at each attempt. A row goes away once the mail server has taken the message.
    """

    sender = models.TextField(_("sender"))
    recipient = models.TextField(_("recipient"))
    content = models.BinaryField(_("message"))
    created_at = models.DateTimeField(_("written on"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # Also the claim of a sender: it is moved before the attempt. Empty: the message is given up.
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, default=timezone.now, db_index=True)
    last_error = models.CharField(_("last error"), max_length=100, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")

    def __str__(self) -> str:
        """Without the address: logs keep it."""
        return str(self.pk)
