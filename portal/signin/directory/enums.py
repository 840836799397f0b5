"""Kinds of directory."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    """Where the data about a person comes from. The value is also the session's sign-in method."""

    OIDC = "oidc", _("identity provider (OpenID Connect)")
    LDAP = "ldap", _("directory (LDAP, Active Directory)")
