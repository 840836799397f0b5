"""Whether mail leaves. No probe asks the mail server: what it accepts is what counts."""

import datetime

from django.db.models import Count, Min, Q
from django.utils import timezone

from portal.health.checks import UnhealthyError, register_check
from portal.health.gauges import register_gauge

from .models import OutgoingMail

LATE = 10 * 60  # seconds


def register() -> None:
    """Add the check and the gauges of mail."""
    register_check("mail", mail_leaves, asks_database=True)
    register_gauge("portal_mail_messages", "Messages of the outbox", by_state, label="state")
    register_gauge("portal_mail_late_seconds", "How late the latest message is that nothing holds back", late)


def mail_leaves() -> None:
    """Fail if a message is late by more than `LATE`."""
    seconds = late()
    if seconds > LATE:
        raise UnhealthyError(f"a message has been waiting for {seconds:.0f} s")


def late(now: datetime.datetime | None = None) -> float:
    """Return how long a message has waited that should have left, in seconds.

    A message that its recipient does not want yet is not late, nor one that a server put off or refused. One
    that is due and that no sender takes is late, and so is one that somebody waits for and that no server
    was tried with: none is while the mail server cannot be reached.
    """
    now = now or timezone.now()
    waiting = OutgoingMail.objects.waiting()
    due = waiting.aggregate(since=Min("next_attempt_at"))["since"]
    urgent = waiting.urgent().filter(attempts=0).aggregate(since=Min("created_at"))["since"]
    return max([0.0, *((now - since).total_seconds() for since in (due, urgent) if since)])


def by_state() -> dict[str, float]:
    """Return how many messages wait, wait for another attempt, and are given up."""
    given_up = Q(given_up_at__isnull=False)
    return OutgoingMail.objects.aggregate(
        waiting=Count("pk", filter=~given_up & Q(attempts=0)),
        retrying=Count("pk", filter=~given_up & Q(attempts__gt=0)),
        given_up=Count("pk", filter=given_up),
    )
