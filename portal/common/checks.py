"""System checks of the retention periods."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from .retention import purges


@register()
def every_period_is_applied(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report an error for a period that no purge applies, and for a purge without a period."""
    return [
        *(
            Error(
                f"settings.RETENTION names '{kind}', which nothing erases.",
                hint="Register it with portal.common.retention.register_purge(), or remove the period.",
                id="common.E001",
            )
            for kind in sorted(settings.RETENTION.keys() - purges.keys())
        ),
        *(
            Error(
                f"'{kind}' can be erased, but settings.RETENTION does not say when.",
                hint="Add its period to RETENTION in portal/settings/base.py.",
                id="common.E002",
            )
            for kind in sorted(purges.keys() - settings.RETENTION.keys())
        ),
    ]
