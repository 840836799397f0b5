"""Composition of the portal's mails, and conversion of Django messages to outbox rows and back."""

import uuid
from collections.abc import Iterator, Mapping
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr, quote
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string

from portal.common.text import mail_subject

from .models import OutgoingMail

LINE_END = "\r\n"  # of SMTP
# No answering machine answers: the second is for Exchange, which does not know the first (RFC 3834).
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def make_message(
    name: str, to: str, context: Mapping[str, object], *, headers: Mapping[str, str] | None = None
) -> EmailMultiAlternatives:
    """Compose a mail in the current language.

    Its templates are `emails/<name>_subject.txt`, `<name>.txt` and `<name>.html`. They get the context,
    `site` (the portal's address, without a slash), `portal_name` and, in the body, `subject`. A
    `first_name` in the context greets the recipient by name.
    """
    known = {"site": site(), "portal_name": settings.PORTAL_NAME, **context}
    subject = mail_subject(render_to_string(f"emails/{name}_subject.txt", known))
    known["subject"] = subject
    text = render_to_string(f"emails/{name}.txt", known)
    message = EmailMultiAlternatives(subject, text, to=[to], headers={**AUTOMATIC, **(headers or {})})
    message.attach_alternative(render_to_string(f"emails/{name}.html", known), "text/html")
    return message


def named(name: str, address: str) -> str:
    """Return an address preceded by the name of its owner, as mail programs show it."""
    shown = " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())
    return f'"{quote(shown)}" <{address}>' if shown else address


def site() -> str:
    """Return the address of the portal, to put before the path of a link."""
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/")


def message_id(number: uuid.UUID) -> str:
    """Return the Message-ID of a message. Django's own would ask the network for the host name."""
    return f"<{number}@{urlsplit(site()).hostname or 'localhost'}>"


def to_rows(message: EmailMessage) -> Iterator[OutgoingMail]:
    """Yield one unsaved row for each recipient, including those in blind copy."""
    if not any(header.lower() == "message-id" for header in message.extra_headers):
        message.extra_headers["Message-ID"] = message_id(uuid.uuid4())
    content = message.message().as_bytes(linesep=LINE_END)  # type: ignore[call-arg]
    for recipient in message.recipients():
        address = parseaddr(recipient)[1] or recipient  # the name stands in the message
        yield OutgoingMail(sender=message.from_email, recipient=address, content=content)


class WrittenMessage(EmailMessage):
    """A message of the outbox, which every Django transport can send."""

    def __init__(self, row: OutgoingMail) -> None:
        super().__init__(from_email=row.sender, to=[row.recipient])
        self.content = bytes(row.content or b"")

    def message(self) -> "_Written":
        written = message_from_bytes(self.content, _Written)
        written.content = self.content
        return written


class _Written(Message):
    """Keep the bytes of the message: serialised again, its headers would be folded differently."""

    content: bytes

    def as_bytes(self, unixfrom: bool = False, linesep: str = "\n", **kwargs: Any) -> bytes:
        return self.content.replace(LINE_END.encode(), linesep.encode())
