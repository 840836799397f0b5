"""Enumerations about signing in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    """The directory that a person's data come from. The value is also the session's sign-in method."""

    OIDC = "oidc", _("identity provider (OpenID Connect)")
    LDAP = "ldap", _("directory (LDAP, Active Directory)")


class Purpose(models.TextChoices):
    """The purpose of an attempt that is counted."""

    SIGN_IN = "sign_in"
    PASSWORD_RESET = "password_reset"  # noqa: S105 not a password


class Notice(models.TextChoices):
    """A notice that the owner of an account gets by mail. Each is a template in `emails/signin/`."""

    PASSWORD_CHANGED = "password_changed"  # noqa: S105 not a password
    EMAIL_CHANGED = "email_changed"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
