from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "portal.mail"
    label = "mail"
    verbose_name = _("Mail")

    def ready(self) -> None:
        from portal.common.schedule import MINUTE, SECOND, Lane, run_every

        from . import checks  # noqa: F401 they register themselves

        run_every(2 * SECOND, "send_mail_outbox", label=_("Sending of mail that somebody waits for"))
        run_every(
            5 * SECOND,
            "send_bulk_mail",
            label=_("Sending of mail to many"),
            lane=Lane.BULK,
            limit=2 * MINUTE,
        )
