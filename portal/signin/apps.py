from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SignInConfig(AppConfig):
    name = "portal.signin"
    label = "signin"
    verbose_name = _("Signing in")

    def ready(self) -> None:
        from portal.common.schedule import DAY, HOUR, MINUTE, Lane, run_every
        from portal.health.gauges import register_gauge
        from portal.upkeep.steps import after_restore

        from . import mail, receivers  # noqa: F401 they register themselves
        from .directory import checks  # noqa: F401 they too
        from .sessions import open_sessions

        register_gauge("portal_sessions", "Sessions of agents that are open", open_sessions)
        after_restore(receivers.end_every_session, order=10)
        run_every(DAY, "clearsessions", label=_("Erasure of ended sessions"), lane=Lane.BULK, limit=HOUR)
        # Who leaves the directory is out within a minute.
        run_every(
            MINUTE / 2,
            "directory_sync",
            label=_("Comparison of accounts with the directory"),
            limit=5 * MINUTE,
        )
