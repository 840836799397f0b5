"""Purge of the log of accounts. `settings.RETENTION` says how long it is kept."""

from django.utils.translation import gettext_lazy as _

from portal.common.retention import register_purge

from .audit import purge_log


def register() -> None:
    """Register the purge of the log."""
    register_purge("audit_log", purge_log, what=_("Log of what administrators and editors did"))
