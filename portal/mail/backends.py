"""The value of `EMAIL_BACKEND`: sending a message in a request never waits for a mail server."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from .messages import to_rows
from .models import OutgoingMail


class OutboxBackend(BaseEmailBackend):
    """Write messages to the outbox in the caller's transaction. `send_mail_outbox` sends them.

    A message is therefore sent only if the change that it announces was saved.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        rows = [row for message in email_messages for row in to_rows(message)]
        OutgoingMail.objects.bulk_create(rows)
        return len(email_messages)
