"""Mail that is written at the time of sending, because it holds a secret or may be withdrawn."""

import datetime
from collections.abc import Callable

from django.core.mail import EmailMessage
from django.utils import timezone

from .models import OutgoingMail


class NotNowError(Exception):
    """The recipient wants no mail at this hour. The mail waits, and no attempt is counted."""


# Writes the message of a row at the moment given, in the language of the row; None if there is nothing to say
# any more. It is asked at each attempt.
Writer = Callable[[OutgoingMail, datetime.datetime], EmailMessage | None]

writers: dict[str, Writer] = {}


def register_writer(name: str, writer: Writer) -> None:
    """Register the function that writes the mails of this name."""
    writers[name] = writer


def write_later(
    name: str, to: str, *, can_wait: bool = False, no_use_after: datetime.timedelta | None = None
) -> OutgoingMail:
    """Put a mail in the outbox that the writer of this name writes when it is sent. This costs one insert.

    A mail that `can_wait` is sent after those that somebody waits for.
    """
    if name not in writers:
        raise LookupError(f"No writer of mail is registered as '{name}'")
    now = timezone.now()
    return OutgoingMail.objects.create(
        writer=name,
        recipient=to,
        can_wait=can_wait,
        created_at=now,
        expires_at=now + no_use_after if no_use_after else None,
    )
