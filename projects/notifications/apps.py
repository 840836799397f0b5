from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "projects.notifications"
    label = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        from . import header, mail, personal_data, receivers

        header.register()
        mail.register()
        personal_data.register()
        receivers.connect()
