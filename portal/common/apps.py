from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    name = "portal.common"
    label = "common"
    verbose_name = _("Common parts")

    def ready(self) -> None:
        from portal.common import checks, collation, deploy_checks  # noqa: F401  checks register themselves
        from portal.common.schedule import DAY, HOUR, MINUTE, Lane, run_every

        run_every(
            DAY,
            "purge_expired",
            label=_("Erasure of what is past its retention period"),
            lane=Lane.BULK,
            limit=HOUR,
        )
        run_every(MINUTE, "publish_scheduled", label=_("Scheduled publications"), limit=5 * MINUTE)
        collation.install()
