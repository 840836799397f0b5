from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "projects.notifications"
    label = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        from . import mail, taking_part
        from .kinds import (  # noqa: F401  (each registers its kinds)
            comments,
            groups,
            meetings,
            moderation,
            plan,
            proposals,
            volunteers,
        )

        mail.register()
        taking_part.register()
