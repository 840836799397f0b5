"""Deployment checks of the log."""

import logging
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register

DJANGO = ("root", "django", "django.request", "django.security", "django.security.DisallowedHost")


def watched() -> list[str]:
    """Return the loggers whose errors an operator must see: Django's, and those of each app."""
    packages = [config.name.partition(".")[0] for config in apps.get_app_configs()]
    return list(dict.fromkeys([*DJANGO, *packages]))


@register(Tags.security, deploy=True)
def errors_are_logged(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report loggers whose errors reach no stream: nobody would learn of them."""
    silent = [name for name in watched() if not is_heard(logging.getLogger(None if name == "root" else name))]
    if not silent:
        return []
    return [
        Error(
            f"Errors of these loggers are written nowhere: {', '.join(silent)}.",
            hint="Give the root logger of LOGGING a stream handler that takes ERROR, as "
            "portal.http.logs.to_stderr() does.",
            id="http.E001",
        )
    ]


def is_heard(logger: logging.Logger) -> bool:
    """Return True if an error of this logger reaches a stream."""
    record = logger.makeRecord(logger.name, logging.ERROR, __file__, 0, "a test", (), None)
    if logger.disabled or not logger.isEnabledFor(logging.ERROR) or not logger.filter(record):
        return False
    return any(
        isinstance(handler, logging.StreamHandler)
        and record.levelno >= handler.level
        and bool(handler.filter(record))
        for handler in _handlers(logger)
    )


def _handlers(logger: logging.Logger) -> Iterator[logging.Handler]:
    """Yield the handlers that a record of this logger meets."""
    at: logging.Logger | None = logger
    while at is not None:
        yield from at.handlers
        at = at.parent if at.propagate else None
