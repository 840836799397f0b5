from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HealthConfig(AppConfig):
    """An app for its registries, its middleware and its system checks: it has no tables."""

    name = "portal.health"
    label = "health"
    verbose_name = _("Health")

    def ready(self) -> None:
        from . import parts, system_checks  # noqa: F401  they register themselves
        from .checks import register_check
        from .gauges import register_gauge

        register_check("database", parts.database_answers, critical=True, asks_database=True)
        register_check("migrations", parts.migrations_are_applied, critical=True, asks_database=True)
        register_check("disk", parts.disk_has_room)
        register_gauge("portal_disk_free_ratio", "Free part of the disk of `var/`, 0 to 1", parts.disk_free)
