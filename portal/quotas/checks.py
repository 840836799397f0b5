"""System checks of the limits' settings."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string

from .limits import PERIODS, verbs


@register()
def check_quotas(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report limits without a setting, settings without a limit, and unreadable ones."""
    # With the views and the middleware come the services that declare limits.
    import_module(settings.ROOT_URLCONF)
    for middleware in settings.MIDDLEWARE:
        import_string(middleware)
    problems = [
        *(f"QUOTAS says nothing of “{verb}”." for verb in sorted(verbs.keys() - settings.QUOTAS.keys())),
        *(
            f"QUOTAS limits “{verb}”, which does not exist."
            for verb in sorted(settings.QUOTAS.keys() - verbs.keys())
        ),
        *(
            f"QUOTAS cannot be read for “{verb}”: {said}."
            for verb, said in settings.QUOTAS.items()
            if not _is_readable(said)
        ),
    ]
    hint = "Write a number and a period, as in 30/hour: docs/limites.md lists the limits."
    return [Error(problem, hint=hint, id="quotas.E001") for problem in problems]


def _is_readable(said: str) -> bool:
    times, _slash, period = said.partition("/")
    return times.isascii() and times.isdecimal() and period in PERIODS
