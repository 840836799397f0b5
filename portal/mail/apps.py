from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "portal.mail"
    label = "mail"
    verbose_name = _("Mail")

    def ready(self) -> None:
        from portal.common.schedule import MINUTE, SECOND, Lane, run_every
        from portal.upkeep.steps import after_restore

        from . import checks, health  # noqa: F401 the first register themselves
        from .holding import hold_what_was_restored

        after_restore(hold_what_was_restored, order=20)
        health.register()
        run_every(2 * SECOND, "send_mail_outbox", label=_("Sending of mail that somebody waits for"))
        run_every(
            5 * SECOND,
            "send_bulk_mail",
            label=_("Sending of mail to many"),
            lane=Lane.BULK,
            limit=2 * MINUTE,
        )
