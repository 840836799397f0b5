"""The purges of this app."""

import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.common.retention import register_purge

from .services import erase_closed_requests, pseudonymise_departed

DEPARTED = "departed_agents"


def departure_period() -> datetime.timedelta:
    """Return how long a closed account keeps its name."""
    return settings.RETENTION[DEPARTED]


def register() -> None:
    """Register the purges of accounts and requests."""
    register_purge(
        DEPARTED, pseudonymise_departed, what=_("Name and data of an account, after it was closed")
    )
    register_purge(
        "privacy_requests",
        erase_closed_requests,
        what=_("Requests about personal data, after the answer"),
    )
