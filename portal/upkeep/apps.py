from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class UpkeepConfig(AppConfig):
    name = "portal.upkeep"
    label = "upkeep"
    verbose_name = _("Backups and upgrades")

    def ready(self) -> None:
        from portal.common.schedule import DAY, HOUR, Lane, run_every
        from portal.health.gauges import register_gauge

        from . import checks  # noqa: F401 they register themselves
        from .backups import age_of_last_backup

        register_gauge("portal_backup_age_seconds", "Age of the last backup", age_of_last_backup)
        if settings.BACKUP_DIR:
            run_every(
                DAY,
                "keep_backups",
                label=_("Daily backup, and its verification"),
                lane=Lane.HEAVY,
                limit=6 * HOUR,
            )
