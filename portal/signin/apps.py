from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SignInConfig(AppConfig):
    name = "portal.signin"
    label = "signin"
    verbose_name = _("Signing in")

    def ready(self) -> None:
        from portal.common.schedule import DAY, MINUTE, run_every

        from . import mail, personal_data, purges, receivers  # noqa: F401 receivers connect themselves
        from .directory import checks  # noqa: F401 registers them

        mail.register()
        personal_data.register()
        purges.register()
        run_every(DAY, "clearsessions")
        run_every(MINUTE / 2, "directory_sync")  # who leaves the directory is out within a minute
