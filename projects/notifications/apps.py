from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "projects.notifications"
    label = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        from portal.common.places import fill
        from portal.common.schedule import HOUR, MINUTE, Lane, run_every
        from portal.upkeep.steps import after_restore

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

        after_restore(mail.leave_out_what_was_restored, order=25)
        mail.register()
        taking_part.register()
        for what in ("action", "theme"):
            fill(f"{what}.follow", f"notifications/includes/follow_{what}.html")
        fill("comments.head", "notifications/includes/follow_conversation.html")
        run_every(MINUTE, "send_notifications", label=_("Mails of notifications"), lane=Lane.BULK, limit=HOUR)
        run_every(MINUTE, "check_moderation", label=_("Search for reports that no one can decide about"))
