"""The value of `EMAIL_BACKEND`: sending a message in a request never waits for a mail server."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from .messages import to_rows
from .models import OutgoingMail


class OutboxBackend(BaseEmailBackend):
    """Write messages to the outbox in the caller's transaction: they are sent only if its change is saved."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        rows = [row for message in email_messages for row in to_rows(message)]
        OutgoingMail.objects.bulk_create(rows)
        return len(email_messages)
