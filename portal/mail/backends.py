"""What `EMAIL_BACKEND` names: nothing that is sent in a request waits for a mail server."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from .messages import to_rows
from .models import OutgoingMail


class OutboxBackend(BaseEmailBackend):
    """Writes messages to the outbox, in the transaction of the caller; `send_mail_outbox` sends them.

    A message is thus told if and only if what it tells was kept.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        rows = [row for message in email_messages for row in to_rows(message)]
        OutgoingMail.objects.bulk_create(rows)
        return len(email_messages)
