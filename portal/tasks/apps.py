from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TasksConfig(AppConfig):
    name = "portal.tasks"
    label = "tasks"
    verbose_name = _("Background tasks")

    def ready(self) -> None:
        from portal.common.retention import register_purge, rows_before
        from portal.common.schedule import DAY, HOUR, Lane, run_every

        from . import health
        from .models import Task

        health.register()

        register_purge(
            "given_up_tasks", rows_before(Task, "given_up_at"), what=_("Tasks that failed and were given up")
        )
        run_every(DAY, "update_statistics", label=_("Statistics of the database"), lane=Lane.BULK, limit=HOUR)
