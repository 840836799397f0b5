from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    name = "portal.operations"
    label = "operations"
    verbose_name = _("Operation of the portal")

    def ready(self) -> None:
        from portal.common.schedule import run_every

        from .watch import COMMAND, PERIOD

        run_every(PERIOD, COMMAND, label=_("Alarms about tasks"))
