"""Kinds of what the portal notes about accounts, and its own groups."""

from enum import StrEnum

from django.db import models


class RoleName(StrEnum):
    """The groups that come with the portal: what code calls them, and their name for people.

    The name is a row of the database, which people read as it is; the administration does not let it change.
    """

    AGENTS = "Agents"
    LEADS = "Responsables d’action"
    COMMUNICATION = "Communication"
    MODERATORS = "Modération"
    COMMITTEE = "Comité de pilotage"
    ADMINISTRATORS = "Administration"


class Purpose(models.TextChoices):
    """What a try that is counted was for."""

    SIGN_IN = "sign_in"
    PASSWORD_RESET = "password_reset"  # noqa: S105 not a password


class MailKind(models.TextChoices):
    """What a mail about an account says."""

    RESET = "reset"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 not a password
    EMAIL_CHANGED = "email_changed"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
