"""A real SMTP server on loopback, and what the portal's mails are made of."""

import datetime
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.core import mail
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.mail.sending import send_bulk_mail, send_urgent_mail
from projects.notifications.mail import queue_due_mail


class Mailbox:
    """What an SMTP server received. It refuses addresses for good (`refused`) or for now (`busy`)."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.recipients: list[str] = []  # of the envelopes
        self.refused: set[str] = set()
        self.busy: set[str] = set()

    async def handle_RCPT(  # noqa: N802 (aiosmtpd calls it so)
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 5.1.1 no such box"
        if address in self.busy:
            return "450 4.2.1 try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.messages.append(message_from_bytes(envelope.content))
        self.recipients += envelope.rcpt_tos
        return "250 OK"

    def take_those_to(self, address: str) -> list[Message]:
        """What came for one person; the others' stay."""
        taken = [message for message in self.messages if address_of(message) == address]
        self.messages = [message for message in self.messages if address_of(message) != address]
        return taken

    def take(self) -> list[Message]:
        """What came since the last time."""
        taken, self.messages = self.messages, []
        return taken


class HangsUp(Mailbox):
    """Closes the connection in the middle of what is for this address, or answers so; takes the rest."""

    def __init__(self, poison: str, answer: str | None) -> None:
        super().__init__()
        self.poison = poison
        self.answer = answer

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address != self.poison:
            return await super().handle_RCPT(server, session, envelope, address, options)
        if self.answer is None:
            assert server.transport is not None
            server.transport.abort()
        return self.answer or ""


def send_by_smtp(settings: Settings, port: int) -> None:
    """Let the portal send to a server of this machine."""
    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port


@contextmanager
def receiving_mail(settings: Settings, mailbox: Mailbox | None = None, **options: Any) -> Iterator[Mailbox]:
    """Let the portal send to a server of this process, with these options of aiosmtpd."""
    mailbox = mailbox or Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(mailbox, hostname="127.0.0.1", port=port, **options)
    server.start()
    send_by_smtp(settings, port)
    try:
        yield mailbox
    finally:
        server.stop()


class SilentServer:
    """Accepts connections as a mail server that hangs: it never says a word."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._accepted: list[socket.socket] = []

    def connections(self) -> int:
        """How many came since the start; the system accepts them without us."""
        self._listener.setblocking(False)
        try:
            while True:
                self._accepted.append(self._listener.accept()[0])
        except BlockingIOError:
            return len(self._accepted)

    def close(self) -> None:
        for accepted in self._accepted:
            accepted.close()


@contextmanager
def hanging_mail_server(settings: Settings) -> Iterator[SilentServer]:
    """Let the portal send to a server that accepts the connection and stays silent."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        send_by_smtp(settings, listener.getsockname()[1])
        settings.EMAIL_TIMEOUT = 1  # for who does wait: the scheduler
        server = SilentServer(listener)
        yield server
        server.close()


def next_digest() -> datetime.datetime:
    """Twenty minutes after eight, on the Tuesday of the week after next: every digest is due."""
    day = timezone.localdate()
    monday = day + datetime.timedelta(days=14 - day.weekday())
    tuesday = monday + datetime.timedelta(days=1)
    return timezone.make_aware(datetime.datetime.combine(tuesday, datetime.time(8, 20)))


def parts(message: Message) -> tuple[str, str]:
    """The text part and the HTML part."""
    text, html = message.get_payload()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    return text.get_payload(decode=True).decode(), html.get_payload(decode=True).decode()


def address_of(message: Message) -> str:
    """The address of the recipient, without the name before it."""
    return parseaddr(message["To"])[1]


def subject_of(message: Message) -> str:
    return str(make_header(decode_header(message["Subject"])))


@dataclass(frozen=True)
class Letter:
    """A mail of the portal, as its reader has it."""

    to: str
    name: str
    subject: str
    text: str
    html: str


def letter(message: Message) -> Letter:
    name, address = parseaddr(message["To"])
    text, html = parts(message)
    return Letter(address, str(make_header(decode_header(name))), subject_of(message), text, html)


def letters() -> list[Letter]:
    """Send what waits in the outbox, and read all that left to `django.core.mail.outbox` until now."""
    send_outbox()
    return [letter(message_from_bytes(sent.message().as_bytes())) for sent in mail.outbox]


def send_outbox(clock: Callable[[], datetime.datetime] = timezone.now) -> int:
    """Send what is due in both lanes, and return how many mails left."""
    return send_urgent_mail(clock) + send_bulk_mail(clock)


def send_due_mail(now: datetime.datetime | None = None) -> int:
    """Do what the scheduler does at this moment: put what is due in the outbox, and send what is there."""
    queue_due_mail(now)
    return send_outbox(lambda: now) if now else send_outbox()
