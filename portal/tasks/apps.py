from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TasksConfig(AppConfig):
    name = "portal.tasks"
    label = "tasks"
    verbose_name = _("Background tasks")

    def ready(self) -> None:
        from portal.common.schedule import DAY, HOUR, Lane, run_every

        run_every(DAY, "update_statistics", lane=Lane.BULK, limit=HOUR)
