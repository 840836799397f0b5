from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "portal.mail"
    label = "mail"
    verbose_name = _("Mail")

    def ready(self) -> None:
        from portal.common.schedule import SECOND, run_every

        from . import checks  # noqa: F401 they register themselves

        run_every(5 * SECOND, "send_mail_outbox", label=_("Sending of mail"))
