"""System checks of the mail settings."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

OUTBOX = "portal.mail.backends.OutboxBackend"


@register()
def requests_write_to_the_outbox(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report an error if requests would wait for a mail server, or if the outbox would send to itself."""
    errors: list[CheckMessage] = []
    if settings.EMAIL_BACKEND != OUTBOX:
        errors.append(
            Error(
                f"EMAIL_BACKEND is '{settings.EMAIL_BACKEND}': requests would wait for the mail server.",
                hint=f"Leave EMAIL_BACKEND at '{OUTBOX}', and name the mail server in EMAIL_URL.",
                id="mail.E001",
            )
        )
    if settings.MAIL_TRANSPORT == OUTBOX:
        errors.append(
            Error(
                "MAIL_TRANSPORT is the outbox itself: no mail would ever leave.",
                hint="Let MAIL_TRANSPORT be the backend that EMAIL_URL names.",
                id="mail.E002",
            )
        )
    return errors
