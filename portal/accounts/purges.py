"""How the log of accounts is forgotten; how long it is kept is in `settings.RETENTION`."""

from django.utils.translation import gettext_lazy as _

from portal.common.retention import register_purge

from .audit import purge_log


def register() -> None:
    register_purge("audit_log", purge_log, what=_("Log of what administrators and editors did"))
