"""The way to the real mail server. It is for the scheduler's commands: a request writes to the outbox."""

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend


def get_transport() -> BaseEmailBackend:
    """A connection to the mail server that EMAIL_URL names, not yet opened."""
    connection: BaseEmailBackend = get_connection(settings.MAIL_TRANSPORT)
    return connection
