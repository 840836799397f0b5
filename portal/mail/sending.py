"""Sends what the outbox holds: `manage.py send_mail_outbox`, every few seconds.

A message leaves at least once: its row goes away when the mail server has taken it, and a process killed in
between lets it leave again under the same Message-ID.
"""

import datetime
import logging
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused

from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.utils import timezone

from .messages import WrittenMessage
from .models import OutgoingMail
from .transport import get_transport

logger = logging.getLogger(__name__)

BATCH = 100  # messages of a turn: the scheduler has other work
# A process that has been busy with a message for so long was killed.
LEASE = datetime.timedelta(minutes=15)
# The pause after a failure doubles, up to the longest. The last attempt comes some two days after the first.
FIRST_PAUSE, LONGEST_PAUSE = datetime.timedelta(minutes=1), datetime.timedelta(hours=4)
ATTEMPTS = 20

REFUSALS = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError, ValueError)


def send_outbox() -> int:
    """Send the messages that are due, and return how many left. A failure is logged, and tried again."""
    now = timezone.now()
    due = list(OutgoingMail.objects.due(now)[:BATCH])
    if not due:
        return 0
    connection = get_transport()
    try:
        connection.open()
    except OSError as error:
        # No message is to blame: none loses an attempt.
        OutgoingMail.objects.due(now).update(next_attempt_at=now + FIRST_PAUSE)
        logger.warning("The mail server cannot be reached, mail waits: %s", _reason(error))
        return 0
    try:
        return _send_all(due, connection)
    finally:
        connection.close()


def _send_all(rows: list[OutgoingMail], connection: BaseEmailBackend) -> int:
    sent = 0
    for row in rows:
        if not _claim(row):
            continue
        try:
            connection.open()  # does nothing to an open one
            connection.send_messages([WrittenMessage(row)])
        except REFUSALS as error:
            _failed(row, error)
            connection.close()  # some servers hang up after a refusal
        except OSError as error:
            # The connection broke. This message moves back, so that the next turn begins with the others.
            _failed(row, error)
            break
        else:
            OutgoingMail.objects.filter(pk=row.pk).delete()
            sent += 1
    return sent


def _claim(row: OutgoingMail) -> bool:
    """Whether this process, and no other, tries the message now."""
    unclaimed = OutgoingMail.objects.filter(pk=row.pk, next_attempt_at=row.next_attempt_at)
    row.attempts += 1
    return bool(unclaimed.update(next_attempt_at=timezone.now() + LEASE, attempts=F("attempts") + 1))


def _failed(row: OutgoingMail, error: Exception) -> None:
    """Note why, and when to try again; after the last attempt the message is given up, aloud."""
    reason = _reason(error)
    next_attempt_at = None
    if row.attempts >= ATTEMPTS:
        logger.error("Mail %s is given up after %s attempts: %s", row.pk, row.attempts, reason)
    else:
        next_attempt_at = timezone.now() + pause_after(row.attempts)
        logger.warning("Mail %s did not leave and waits for its next attempt: %s", row.pk, reason)
    # The row may be gone: its recipient was forgotten meanwhile.
    OutgoingMail.objects.filter(pk=row.pk).update(last_error=reason, next_attempt_at=next_attempt_at)


def pause_after(attempts: int) -> datetime.timedelta:
    """How long a message waits that failed so many times."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempts - 1))


def _reason(error: Exception) -> str:
    """What happened, without the address and the words of the server, which repeat it."""
    if isinstance(error, SMTPRecipientsRefused):
        codes = sorted({code for code, _words in error.recipients.values()})
    else:
        codes = [code for code in [getattr(error, "smtp_code", None)] if code]
    return " ".join([type(error).__name__, *map(str, codes)])
