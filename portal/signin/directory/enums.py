"""Kinds of directory."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    """Where what is known about a person comes from; the value is also the method of the session."""

    OIDC = "oidc", _("identity provider (OpenID Connect)")
    LDAP = "ldap", _("directory (LDAP, Active Directory)")
