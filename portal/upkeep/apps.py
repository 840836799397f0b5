from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class UpkeepConfig(AppConfig):
    name = "portal.upkeep"
    label = "upkeep"
    verbose_name = _("Backups and upgrades")

    def ready(self) -> None:
        from portal.common.schedule import DAY, HOUR, Lane, run_every

        from . import checks  # noqa: F401 they register themselves

        if settings.BACKUP_DIR:
            run_every(DAY, "keep_backups", lane=Lane.HEAVY, limit=6 * HOUR)
