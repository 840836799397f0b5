"""System checks of the mail settings."""

import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as DeployWarning

OUTBOX = "portal.mail.backends.OutboxBackend"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


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


@register(Tags.compatibility, deploy=True)
def mail_reaches_people(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report mail that goes nowhere. It is an error if nobody chose that."""
    if settings.MAIL_TRANSPORT == SMTP:
        return []
    if not os.environ.get("EMAIL_URL"):
        return [
            Error(
                "EMAIL_URL is not set: mail would be written to files, and nobody could set a password.",
                hint="Name the mail server: smtp+tls://user:password@host:587",
                id="mail.E003",
            )
        ]
    return [
        DeployWarning(
            f"Mail is sent by {settings.MAIL_TRANSPORT}: it reaches nobody.",
            hint="Name a mail server in EMAIL_URL: smtp+tls://user:password@host:587",
            id="mail.W001",
        )
    ]
