"""The portal with addresses that fail, and one that fails before Django: a target for granian."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.test import override_settings

from portal.http.work import logging_failures

django_application = get_wsgi_application()
override_settings(ROOT_URLCONF="tests.http.failing_site").enable()


def fails_outside(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if environ["PATH_INFO"] == "/outside/":
        raise RuntimeError("of agent@exemple.invalid\n2026-11-30 CRITICAL \x1b[31mforged")
    return django_application(environ, start_response)


application = logging_failures(fails_outside)
