from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "projects.moderation"
    label = "moderation"
    verbose_name = _("Moderation")

    def ready(self) -> None:
        from portal.common.places import fill
        from portal.common.schedule import SECOND, run_every
        from portal.fragments.content import depends_on
        from portal.health.gauges import register_gauge

        from . import administration, beside, floods
        from .models import Appeal, CharterRule, ModerationDecision

        depends_on(CharterRule, ModerationDecision, Appeal)
        administration.register()
        beside.register()
        register_gauge("portal_floods_open", "Floods of comments that are being decided", floods.count_open)
        run_every(2 * SECOND, "decide_floods", label=_("Decisions about floods of comments"))
        fill("comment.tools", "moderation/includes/report_tool.html")
        fill("comment.masked", "moderation/includes/masked_comment.html")
        fill("comment.below", "moderation/includes/below_comment.html")
