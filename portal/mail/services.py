"""What becomes of a mail that did not leave: given up, tried again, cancelled; and suppressed addresses."""

import datetime
import logging

from django.db.models import Q
from django.utils import timezone

from .enums import GivenUp
from .models import LEASE, OutgoingMail, SuppressedAddress

logger = logging.getLogger(__name__)


def give_up(row: OutgoingMail, reason: GivenUp, words: str, now: datetime.datetime) -> None:
    """Keep a mail that nobody tries any more. It may be gone: its recipient was forgotten."""
    OutgoingMail.objects.filter(pk=row.pk).update(
        next_attempt_at=None, claimed_at=None, given_up=reason, given_up_at=now, last_error=words
    )


def give_up_expired(now: datetime.datetime) -> int:
    """Give up the mails that are of no use any more, and return their number."""
    expired = OutgoingMail.objects.expired(now).update(
        next_attempt_at=None, claimed_at=None, given_up=GivenUp.EXPIRED, given_up_at=now
    )
    if expired:
        logger.error("%s mails could not leave in time and are given up", expired)
    return expired


def retry(row: OutgoingMail) -> bool:
    """Try a mail again from the start, even one that was given up. It is of use for as long as at first.

    Return False if it is gone, due already, or being sent at this moment: its sender keeps it.
    """
    now = timezone.now()
    stopped = OutgoingMail.objects.filter(~Q(given_up="") | Q(next_attempt_at__gt=now), pk=row.pk)
    free = stopped.filter(Q(claimed_at__isnull=True) | Q(claimed_at__lte=now - LEASE))
    updated = free.update(
        next_attempt_at=now,
        claimed_at=None,
        expires_at=now + (row.expires_at - row.created_at) if row.expires_at else None,
        attempts=0,
        last_error="",
        given_up="",
        given_up_at=None,
        told_at=None,
    )
    return bool(updated)


def cancel(row: OutgoingMail) -> bool:
    """Delete a mail. Return False if it is gone already, or is being sent at this moment."""
    busy = OutgoingMail.objects.sending(timezone.now()).values("pk")
    return bool(OutgoingMail.objects.filter(pk=row.pk).exclude(pk__in=busy).delete()[0])


def suppress(address: str, reason: str, now: datetime.datetime) -> None:
    """Write no more mail that can wait to this address."""
    SuppressedAddress.objects.update_or_create(
        address=address.lower(), defaults={"reason": reason, "since": now}
    )


def lift(address: str) -> bool:
    """Write to this address again. Return False if it was not suppressed."""
    return bool(SuppressedAddress.objects.filter(address=address.lower()).delete()[0])
