"""Failed attempts to sign in, sessions, and links to a directory."""

from django.db import models
from django.utils import timezone

from portal.common.display import format_datetime

from .directory.models import DirectoryRule, Identity, ProviderSession, SpentLogoutToken
from .enums import Purpose
from .sessions import Session

# Django finds every table of the app through this module.
__all__ = [
    "DirectoryRule",
    "Identity",
    "ProviderSession",
    "Session",
    "SignInFailure",
    "SpentLogoutToken",
]


class SignInFailure(models.Model):
    """An attempt that counts against a limit (`lockout`). It does not hold the address that was typed."""

    purpose = models.CharField(max_length=20, choices=Purpose)
    account_key = models.CharField(max_length=64)
    address = models.CharField(max_length=50)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["account_key", "at"], name="failure_by_account"),
            models.Index(fields=["address", "at"], name="failure_by_address"),
            models.Index(fields=["at"], name="failure_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {format_datetime(self.at)}"
