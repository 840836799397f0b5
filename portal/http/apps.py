from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HttpConfig(AppConfig):
    """An app for its template tag and its system checks: it has no tables."""

    name = "portal.http"
    label = "http"
    verbose_name = _("Requests and answers")

    def ready(self) -> None:
        from portal.health.checks import register_check

        from . import deploy_checks, health, log_checks, logs  # noqa: F401  checks register themselves

        register_check("cache", health.cache_answers)
        logs.log_thread_errors()
