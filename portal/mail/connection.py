"""The connection of a sender to the mail server, which is renewed now and then and never hangs for long."""

import datetime
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from smtplib import SMTPServerDisconnected
from types import TracebackType
from typing import Self

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from .failures import answer_of

# Servers limit both; a connection that is renewed sooner costs little.
MOST_MAILS = 100
LONGEST = datetime.timedelta(minutes=1)
# EMAIL_TIMEOUT limits each answer; a server that drips its answers is hung up on after so many seconds.
LONGEST_MAIL = 30

Clock = Callable[[], datetime.datetime]


class MailConnection:
    """A connection that is opened when a mail is there, and closed at the end of the turn."""

    def __init__(self, clock: Clock) -> None:
        # The way to the real mail server: a request writes to the outbox.
        self._transport = get_connection(settings.MAIL_TRANSPORT)
        self._clock = clock
        self._opened_at: datetime.datetime | None = None
        self._sent = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def open(self) -> None:
        """Open the connection unless it is, and renew one that served for long. Raise `OSError`."""
        if self._opened_at and (self._sent >= MOST_MAILS or self._clock() - self._opened_at > LONGEST):
            self.close()
        if self._opened_at is None:
            self._transport.open()
            self._opened_at, self._sent = self._clock(), 0

    def send(self, message: EmailMessage) -> None:
        """Send a message over the open connection. Raise `OSError`, or `ValueError` for a bad address."""
        try:
            self._send(message)
        except OSError as error:
            if not self._sent or not _hung_up(error):
                raise
            # The server may count the mails of a connection: this one is not to blame yet.
            self.close()
            self.open()
            self._send(message)

    def _send(self, message: EmailMessage) -> None:
        with self._no_longer_than(LONGEST_MAIL):
            self._transport.send_messages([message])
        self._sent += 1

    def close(self) -> None:
        """Close the connection, whatever the server makes of it. The next mail opens another."""
        if self._opened_at is not None:
            self._opened_at = None
            with suppress(OSError):  # the server hung up first
                self._transport.close()

    @contextmanager
    def _no_longer_than(self, seconds: float) -> Iterator[None]:
        hang_up = threading.Timer(seconds, self._hang_up)
        hang_up.daemon = True
        hang_up.start()
        try:
            yield
        finally:
            hang_up.cancel()

    def _hang_up(self) -> None:
        """End the answer that the sender waits for."""
        wire: socket.socket | None = getattr(getattr(self._transport, "connection", None), "sock", None)
        if wire is not None:
            with suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)


def _hung_up(error: OSError) -> bool:
    """Return True if the server closed the connection, rather than let us wait."""
    closed = isinstance(error, SMTPServerDisconnected) and not isinstance(error.__context__, TimeoutError)
    return closed or answer_of(error)[0] == 421
