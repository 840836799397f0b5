"""Sending of the outbox by `manage.py send_mail_outbox`, every few seconds.

A message is sent at least once: its row is deleted after the mail server has accepted it. If the process is
killed in between, the message is sent again under the same Message-ID. What messages say is read for many at
once; each is claimed, sent and deleted on its own.
"""

import datetime
import logging
from collections.abc import Callable, Iterator
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.utils import timezone, translation

from portal.common.outages import Outage

from .messages import WrittenMessage, message_id
from .models import OutgoingMail
from .writers import NotNowError, Writer, readers

logger = logging.getLogger(__name__)
outage = Outage(
    logger,
    begins="The mail server cannot be reached, mail waits.",
    ends="The mail server can be reached again.",
)

TURN = datetime.timedelta(seconds=4)  # the scheduler has other work
BATCH = 50  # messages that are read at once
# What a message says, and to whom it may be said, was read so long before it leaves at most.
FRESH = datetime.timedelta(seconds=2)
# A process that has been busy with a message for so long was killed.
LEASE = datetime.timedelta(minutes=15)
# The pause after a failure doubles, up to the longest. The last attempt comes some two days after the first.
FIRST_PAUSE, LONGEST_PAUSE = datetime.timedelta(minutes=1), datetime.timedelta(hours=4)
ATTEMPTS = 20
QUIET_PAUSE = datetime.timedelta(minutes=15)  # of a mail that its recipient does not want at this hour

REFUSALS = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError, ValueError)
Clock = Callable[[], datetime.datetime]


def send_outbox(clock: Clock = timezone.now) -> int:
    """Send the messages that are due, and return how many were sent. One that fails is tried again later."""
    _forget_expired(clock())
    if not OutgoingMail.objects.due(clock()).exists():
        return 0
    # The way to the real mail server: a request writes to the outbox.
    connection = get_connection(settings.MAIL_TRANSPORT)
    try:
        connection.open()
    except OSError as error:
        # No message is to blame: none loses an attempt.
        OutgoingMail.objects.due(clock()).update(next_attempt_at=clock() + FIRST_PAUSE)
        outage.failed(error)
        return 0
    outage.worked()
    try:
        return _send_due(connection, clock)
    finally:
        connection.close()


def _forget_expired(now: datetime.datetime) -> None:
    if expired := OutgoingMail.objects.expired(now).delete()[0]:
        logger.error("%s mails could not leave in time and are erased", expired)


def _send_due(connection: BaseEmailBackend, clock: Clock) -> int:
    """Send the due messages, for the time of a turn."""
    sent = 0
    end = clock() + TURN
    for row, write in _due(clock):
        if clock() > end:
            break
        if not _claim(row, clock()):
            continue
        try:
            message = _written(row, write, clock())
            if message is not None:
                connection.open()  # does nothing to an open one
                connection.send_messages([message])
                sent += 1
        except NotNowError:
            _put_off(row, clock())
        except REFUSALS as error:
            _failed(row, error, clock())
            connection.close()  # some servers hang up after a refusal
        except OSError as error:
            # The connection broke. This message moves back, so that the next turn begins with the others.
            _failed(row, error, clock())
            break
        else:
            OutgoingMail.objects.filter(pk=row.pk).delete()
    return sent


def _due(clock: Clock) -> Iterator[tuple[OutgoingMail, Writer | None]]:
    """Yield the due messages, each with its writer unless it is written already.

    They are read a batch at a time. The queue is read again when what was read is no longer fresh, and when
    somebody waits for a message that was written meanwhile.
    """
    while rows := list(OutgoingMail.objects.due(clock())[:BATCH]):
        read_at = clock()
        names = {row.writer for row in rows if row.writer}
        writers = {name: readers[name]([row for row in rows if row.writer == name]) for name in names}
        for row in rows:
            yield row, writers.get(row.writer)
            now = clock()
            if now - read_at > FRESH or (row.can_wait and OutgoingMail.objects.due(now).urgent().exists()):
                break


def _claim(row: OutgoingMail, now: datetime.datetime) -> bool:
    """Return True if this process, and no other, tries the message now."""
    unclaimed = OutgoingMail.objects.filter(pk=row.pk, next_attempt_at=row.next_attempt_at)
    if row.attempts >= ATTEMPTS:
        # No attempt came to its end: each sender died of it.
        if unclaimed.update(next_attempt_at=None):
            logger.error("Mail %s is given up: its last sender never came back", row.pk)
        return False
    row.attempts += 1
    return bool(unclaimed.update(next_attempt_at=now + LEASE, attempts=F("attempts") + 1))


def _written(row: OutgoingMail, write: Writer | None, now: datetime.datetime) -> EmailMessage | None:
    """Return the message, or None if there is nothing to say any more."""
    if write is None:
        return WrittenMessage(row)
    with translation.override(row.language):
        message = write(row, now)
    if message is not None:
        message.extra_headers["Message-ID"] = message_id(row.number)
    return message


def _put_off(row: OutgoingMail, now: datetime.datetime) -> None:
    OutgoingMail.objects.filter(pk=row.pk).update(
        next_attempt_at=now + QUIET_PAUSE, attempts=F("attempts") - 1
    )


def _failed(row: OutgoingMail, error: Exception, now: datetime.datetime) -> None:
    """Record the reason and the time of the next attempt. After the last one, the message is given up."""
    reason = _reason(error)
    next_attempt_at = None
    if row.attempts >= ATTEMPTS:
        logger.error("Mail %s is given up after %s attempts: %s", row.pk, row.attempts, reason)
    else:
        next_attempt_at = now + pause_after(row.attempts)
        logger.warning("Mail %s did not leave and waits for its next attempt: %s", row.pk, reason)
    # The row may be gone: its recipient was anonymised meanwhile.
    OutgoingMail.objects.filter(pk=row.pk).update(last_error=reason, next_attempt_at=next_attempt_at)


def pause_after(attempts: int) -> datetime.timedelta:
    """Return how long to wait after this number of failed attempts."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempts - 1))


def _reason(error: Exception) -> str:
    """Return what happened without the words of the server, which repeat the recipient's address."""
    if isinstance(error, SMTPRecipientsRefused):
        codes = sorted({code for code, _words in error.recipients.values()})
    else:
        codes = [code for code in [getattr(error, "smtp_code", None)] if code]
    return " ".join([type(error).__name__, *map(str, codes)])
