"""Messages of Django as rows of the outbox, and back."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from typing import Any

from django.core.mail import EmailMessage

from .models import OutgoingMail

LINE_END = "\r\n"  # of SMTP


def to_rows(message: EmailMessage) -> Iterator[OutgoingMail]:
    """Give one unsaved row for each recipient, those of a blind copy included."""
    content = message.message().as_bytes(linesep=LINE_END)  # type: ignore[call-arg]
    for recipient in message.recipients():
        yield OutgoingMail(sender=message.from_email, recipient=recipient, content=content)


class WrittenMessage(EmailMessage):
    """A message of the outbox, which every transport of Django can send."""

    def __init__(self, row: OutgoingMail) -> None:
        super().__init__(from_email=row.sender, to=[row.recipient])
        self.content = bytes(row.content)

    def message(self) -> "_Written":
        written = message_from_bytes(self.content, _Written)
        written.content = self.content
        return written


class _Written(Message):
    """Keeps the bytes that it was read from: written again, its headers would be folded anew."""

    content: bytes

    def as_bytes(self, unixfrom: bool = False, linesep: str = "\n", **kwargs: Any) -> bytes:
        return self.content.replace(LINE_END.encode(), linesep.encode())
