"""Kinds of what the portal notes about accounts."""

from django.db import models


class Purpose(models.TextChoices):
    """What a try that is counted was for."""

    SIGN_IN = "sign_in"
    PASSWORD_RESET = "password_reset"  # noqa: S105 not a password


class Notice(models.TextChoices):
    """What the owner of an account is told by mail; each is a template in `emails/signin/`."""

    PASSWORD_CHANGED = "password_changed"  # noqa: S105 not a password
    EMAIL_CHANGED = "email_changed"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
