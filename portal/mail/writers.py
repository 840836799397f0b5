"""Mail that is written at the time of sending, because it holds a secret or may be withdrawn."""

import datetime
from collections.abc import Callable, Sequence

from django.core.mail import EmailMessage
from django.utils import timezone

from .models import OutgoingMail


class NotNowError(Exception):
    """The recipient wants no mail at this hour. The mail waits, and no attempt is counted."""


# Writes the message of a row at the moment given, in the language of the row; None if there is nothing to say
# any more. It is asked at each attempt.
Writer = Callable[[OutgoingMail, datetime.datetime], EmailMessage | None]
# Reads at once what the mails of these rows say, shortly before they leave, and returns their writer.
BatchReader = Callable[[Sequence[OutgoingMail]], Writer]

readers: dict[str, BatchReader] = {}


def register_writer(name: str, writer: Writer) -> None:
    """Register the function that writes the mails of this name, each on its own."""
    register_reader(name, lambda rows: writer)


def register_reader(name: str, reader: BatchReader) -> None:
    """Register the function that reads what the mails of this name say, many at once."""
    readers[name] = reader


def write_later(name: str, to: str, *, no_use_after: datetime.timedelta | None = None) -> OutgoingMail:
    """Put a mail in the outbox that the writer of this name writes when it is sent. This costs one insert."""
    (mail,) = write_many_later(name, [to], no_use_after=no_use_after)
    return mail


def write_many_later(
    name: str, to: Sequence[str], *, can_wait: bool = False, no_use_after: datetime.timedelta | None = None
) -> list[OutgoingMail]:
    """Put one such mail for each address in the outbox. This costs one insert.

    Mails that `can_wait` are sent after those that somebody waits for.
    """
    if name not in readers:
        raise LookupError(f"No writer of mail is registered as '{name}'")
    now = timezone.now()
    return OutgoingMail.objects.bulk_create(
        OutgoingMail(
            writer=name,
            recipient=address,
            can_wait=can_wait,
            created_at=now,
            expires_at=now + no_use_after if no_use_after else None,
        )
        for address in to
    )
