"""Sending of the outbox, in two lanes: what somebody waits for, and what can wait.

A message is sent at least once: its row is deleted after the mail server has accepted it. If the process is
killed in between, the message is sent again under the same Message-ID. What messages say is read for many at
once; each is claimed, sent and deleted on its own. One that fails moves back, and the next goes on over a new
connection: no address, and no domain, holds the others back.
"""

import datetime
import logging
from collections.abc import Iterator

from django.core.mail import EmailMessage
from django.db.models import F
from django.utils import timezone, translation

from .alarm import tell_administrators
from .connection import Clock, MailConnection
from .enums import GivenUp
from .failures import Blame, Failure, understand
from .messages import WrittenMessage, message_id
from .models import LEASE, OutgoingMail, OutgoingMailQuerySet, SuppressedAddress
from .pauses import SERVER, Pauses, jittered
from .services import give_up, give_up_expired, lift, suppress
from .trial import carry_out_trials
from .writers import NotNowError, Writer, readers

logger = logging.getLogger(__name__)

# A turn ends while a worker that is stopped still waits for it, unless the server hangs.
URGENT_TURN = datetime.timedelta(seconds=4)
BULK_TURN = datetime.timedelta(seconds=20)
BATCH = 50  # messages that are read at once
# What a message says, and to whom it may be said, was read so long before it leaves at most.
FRESH = datetime.timedelta(seconds=2)
# The pause after a failure doubles, up to the longest. The last attempt comes some two days after the first.
FIRST_PAUSE, LONGEST_PAUSE = datetime.timedelta(minutes=1), datetime.timedelta(hours=4)
ATTEMPTS = 20
QUIET_PAUSE = datetime.timedelta(minutes=15)  # of a mail that its recipient does not want at this hour


def send_urgent_mail(clock: Clock = timezone.now) -> int:
    """Send the mails that somebody waits for, for the time of a turn. Return how many were sent.

    Tests of the settings come last: a server that hangs makes nobody wait for them.
    """
    give_up_expired(clock())
    sent = Turn(OutgoingMail.objects.urgent(), clock).run(URGENT_TURN)
    tell_administrators(clock())
    carry_out_trials()
    return sent


def send_bulk_mail(clock: Clock = timezone.now) -> int:
    """Send the mails that can wait, for the time of a turn. Return how many were sent."""
    return Turn(OutgoingMail.objects.bulk(), clock).run(BULK_TURN)


class Turn:
    """The work of one sender on one lane of the outbox, for a few seconds."""

    def __init__(self, lane: OutgoingMailQuerySet, clock: Clock) -> None:
        self.lane = lane
        self.clock = clock
        self.pauses = Pauses()
        self.suppressed: set[str] = set()

    def run(self, length: datetime.timedelta) -> int:
        """Send the due messages, and return how many were sent."""
        sent = 0
        end = self.clock() + length
        if self.pauses.until(SERVER, self.clock()):
            return sent
        with MailConnection(self.clock) as connection:
            for row, write in self._due():
                if self.clock() > end:
                    break
                if not self._may_leave(row):
                    continue
                if not self._is_open(connection):
                    break
                if self._claim(row):
                    sent += self._send(row, write, connection)
        return sent

    def _due(self) -> Iterator[tuple[OutgoingMail, Writer | None]]:
        """Yield the due messages, each with its writer unless it is written already.

        They are read a batch at a time. The queue is read again when what was read is no longer fresh.
        """
        while rows := list(self.lane.due(self.clock())[:BATCH]):
            read_at = self.clock()
            self.pauses = Pauses()
            addresses = [row.recipient.lower() for row in rows]
            suppressed = SuppressedAddress.objects.filter(address__in=addresses)
            self.suppressed = set(suppressed.values_list("address", flat=True))
            names = {row.writer for row in rows if row.writer}
            writers = {name: readers[name]([row for row in rows if row.writer == name]) for name in names}
            for row in rows:
                yield row, writers.get(row.writer)
                if self.clock() - read_at > FRESH:
                    break

    def _is_open(self, connection: MailConnection) -> bool:
        """Return True if the mail server listens. If not, no message is to blame: none loses an attempt."""
        if self.pauses.until(SERVER, self.clock()):
            return False
        try:
            connection.open()
        except OSError as error:
            self.pauses.away(understand(error), self.clock())
            return False
        return True

    def _may_leave(self, row: OutgoingMail) -> bool:
        """Return True if the recipient's domain and address take mail."""
        if until := self.pauses.until(row.domain, self.clock()):
            unclaimed = OutgoingMail.objects.filter(pk=row.pk, next_attempt_at=row.next_attempt_at)
            unclaimed.update(next_attempt_at=until)
            return False
        if row.can_wait and row.recipient.lower() in self.suppressed:
            give_up(row, GivenUp.SUPPRESSED, "", self.clock())
            return False
        return True

    def _claim(self, row: OutgoingMail) -> bool:
        """Return True if this process, and no other, tries the message now."""
        now = self.clock()
        unclaimed = OutgoingMail.objects.filter(pk=row.pk, next_attempt_at=row.next_attempt_at)
        if row.attempts >= ATTEMPTS:
            # No attempt came to its end: each sender died of it.
            if unclaimed.update(next_attempt_at=now + LEASE):
                give_up(row, GivenUp.ATTEMPTS, row.last_error, now)
                logger.error("Mail %s is given up: its last sender never came back", row.pk)
            return False
        row.attempts += 1
        return bool(unclaimed.update(next_attempt_at=now + LEASE, claimed_at=now, attempts=F("attempts") + 1))

    def _send(self, row: OutgoingMail, write: Writer | None, connection: MailConnection) -> bool:
        """Send a claimed message. Return False if it has not left."""
        try:
            message = _written(row, write, self.clock())
            if message is not None:
                connection.send(message)
        except NotNowError:
            _give_back(row, self.clock() + QUIET_PAUSE)
            return False
        except (OSError, ValueError) as error:
            connection.close()  # some servers hang up after a refusal
            self._failed(row, understand(error))
            return False
        OutgoingMail.objects.filter(pk=row.pk).delete()
        if message is None:
            return False
        self.pauses.accepted(SERVER, self.clock())
        self.pauses.accepted(row.domain, self.clock())
        if row.recipient.lower() in self.suppressed:
            lift(row.recipient)
        return True

    def _failed(self, row: OutgoingMail, failure: Failure) -> None:
        """Record the reason and the time of the next attempt. After the last one, the message is given up."""
        now = self.clock()
        if failure.blame is Blame.SETTINGS:
            _give_back(row, now)
            self.pauses.away(failure, now)
            return
        if failure.final or row.attempts >= ATTEMPTS:
            reason = GivenUp.REFUSED if failure.final else GivenUp.ATTEMPTS
            give_up(row, reason, failure.words, now)
            logger.error("Mail %s is given up after %s attempts: %s", row.pk, row.attempts, failure.name)
        else:
            OutgoingMail.objects.filter(pk=row.pk).update(
                next_attempt_at=now + jittered(pause_after(row.attempts)),
                claimed_at=None,
                last_error=failure.words,
            )
            logger.warning("Mail %s did not leave and waits for its next attempt: %s", row.pk, failure.name)
        if failure.blame is Blame.ADDRESS:
            suppress(row.recipient, failure.words, now)
        elif failure.blame is Blame.DOMAIN:
            self.pauses.failed(row.domain, row.pk, failure, now)
        elif failure.blame is Blame.SERVER:
            self.pauses.failed(SERVER, row.pk, failure, now)


def _written(row: OutgoingMail, write: Writer | None, now: datetime.datetime) -> EmailMessage | None:
    """Return the message, or None if there is nothing to say any more."""
    if write is None:
        return WrittenMessage(row)
    with translation.override(row.language):
        message = write(row, now)
    if message is not None:
        message.extra_headers["Message-ID"] = message_id(row.number)
    return message


def _give_back(row: OutgoingMail, moment: datetime.datetime) -> None:
    """Put a claimed message off until the moment, as if it had not been tried."""
    OutgoingMail.objects.filter(pk=row.pk).update(
        next_attempt_at=moment, claimed_at=None, attempts=F("attempts") - 1
    )


def pause_after(attempts: int) -> datetime.timedelta:
    """Return how long to wait after this number of failed attempts, at most."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempts - 1))
