"""Kinds of directory."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    """The source of a person's data. The value is also the session's sign-in method."""

    OIDC = "oidc", _("identity provider (OpenID Connect)")
    LDAP = "ldap", _("directory (LDAP, Active Directory)")
