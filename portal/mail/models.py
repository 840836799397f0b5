"""The outbox: the messages that wait for a mail server, the state of each, and what keeps them there."""

import datetime
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from .enums import GivenUp


def current_language() -> str:
    """Return the language of the request, or the portal's language outside a request."""
    return translation.get_language() or settings.LANGUAGE_CODE


# A process that has been busy with a message for so long was killed: it takes twice `LONGEST_MAIL` at most.
LEASE = datetime.timedelta(minutes=2)


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    """States and lanes of the messages in the outbox."""

    def due(self, now: datetime.datetime) -> Self:
        """Return messages to try now, the longest due first."""
        return self.filter(next_attempt_at__lte=now).order_by("next_attempt_at", "pk")

    def urgent(self) -> Self:
        """Return messages that somebody waits for."""
        return self.filter(can_wait=False)

    def bulk(self) -> Self:
        """Return messages that can wait, such as digests."""
        return self.filter(can_wait=True)

    def waiting(self) -> Self:
        """Return messages that have not left and are still tried, the ones being sent included."""
        return self.filter(next_attempt_at__isnull=False)

    def sending(self, now: datetime.datetime) -> Self:
        """Return messages that a process is busy with."""
        return self.waiting().filter(claimed_at__gt=now - LEASE)

    def given_up(self) -> Self:
        """Return messages that no sender tries any more."""
        return self.filter(next_attempt_at__isnull=True)

    def suppressed(self) -> Self:
        """Return messages given up because their address is suppressed."""
        return self.filter(given_up=GivenUp.SUPPRESSED)

    def failed(self) -> Self:
        """Return messages given up for a reason that somebody should know.

        Who restores a backup decides about what it brought back, and is told of it.
        """
        return self.given_up().exclude(given_up__in=(GivenUp.SUPPRESSED, GivenUp.HELD))

    def oldest_age(self, now: datetime.datetime) -> datetime.timedelta:
        """Return the age of the oldest of these messages, zero if there is none."""
        oldest = self.aggregate(oldest=models.Min("created_at"))["oldest"]
        return now - oldest if oldest else datetime.timedelta()

    def expired(self, now: datetime.datetime) -> Self:
        return self.waiting().filter(expires_at__lte=now)

    def to(self, address: str) -> Self:
        return self.filter(recipient__iexact=address)


class OutgoingMail(models.Model):
    """One message to one recipient.

    A message to several people is several rows, since a mail server accepts or refuses each recipient. The
    row holds the message as SMTP carries it: every attempt sends the same attachments, headers and
    Message-ID. A message that holds a secret, or that may be withdrawn, is written at each attempt instead:
    the row names its writer (see `writers`) and holds no text. The row is deleted once the mail server has
    accepted the message; one that is given up stays, with the reason. No screen shows what messages say, not
    even to administrators.
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
    claimed_at = models.DateTimeField(null=True)  # by the sender that is busy with it
    # The words of the mail server, without addresses.
    last_error = models.TextField(_("last error"), blank=True)
    given_up = models.CharField(_("given up"), max_length=10, choices=GivenUp, blank=True)
    given_up_at = models.DateTimeField(_("given up on"), null=True)
    told_at = models.DateTimeField(null=True)  # when administrators were told that it is given up

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        permissions = [("manage_mail", "Can manage mail")]
        ordering = ["pk"]
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        constraints = [
            models.CheckConstraint(
                condition=Q(writer="", content__isnull=False) | Q(~Q(writer=""), content__isnull=True),
                name="outgoing_mail_content_or_writer",
            ),
            models.CheckConstraint(
                condition=Q(given_up="", given_up_at=None, next_attempt_at__isnull=False)
                | Q(~Q(given_up=""), given_up_at__isnull=False, next_attempt_at=None),
                name="outgoing_mail_waits_or_given_up",
            ),
        ]
        indexes = [models.Index(fields=["can_wait", "next_attempt_at"], name="outgoing_mail_due")]

    def __str__(self) -> str:
        """Leave the address out: logs keep this text."""
        return str(self.pk)

    @property
    def domain(self) -> str:
        """The domain of the recipient, in small letters."""
        return self.recipient.rpartition("@")[2].lower()


class SuppressedAddress(models.Model):
    """An address that refused mail for good. Mail that can wait is not sent to it until somebody lifts that.

    What its owner asks for is tried once, and lifts it when it is accepted.
    """

    address = models.TextField(_("address"), unique=True)  # in small letters
    reason = models.TextField(_("reason"))
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["-since", "-pk"]
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")

    def __str__(self) -> str:
        """Leave the address out: logs keep this text."""
        return str(self.pk)


class Trouble(models.Model):
    """Attempts that failed one after the other, at the mail server or for one domain of recipients.

    After a few of them all its mail pauses. The first mail that is accepted deletes the row.
    """

    domain = models.TextField(_("domain"), unique=True, blank=True)  # "" is the mail server
    mails = models.JSONField(default=list)  # the keys of those that failed since the last pause
    pauses = models.PositiveSmallIntegerField(_("number of pauses"), default=0)
    reason = models.TextField(_("reason"))
    since = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True)

    class Meta:
        default_permissions = ()
        ordering = ["domain"]
        verbose_name = _("pause of mail")
        verbose_name_plural = _("pauses of mail")

    def __str__(self) -> str:
        """Leave the domain out: it may be that of one person."""
        return str(self.pk)


class MailTrial(models.Model):
    """A test of the mail settings that an administrator asked for. The sender of mail carries it out."""

    address = models.CharField(_("address"), max_length=320)
    asked_at = models.DateTimeField(_("asked on"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended on"), null=True)
    accepted = models.BooleanField(default=False)
    steps = models.JSONField(default=list)  # what was asked of the server, and its words

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]
        verbose_name = _("test of the mail settings")
        verbose_name_plural = _("tests of the mail settings")

    def __str__(self) -> str:
        """Leave the address out: logs keep this text."""
        return str(self.pk)
