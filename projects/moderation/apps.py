from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "projects.moderation"
    label = "moderation"
    verbose_name = _("Moderation")

    def ready(self) -> None:
        from portal.common.places import fill

        from . import administration, beside, personal_data

        administration.register()
        beside.register()
        fill("comment.tools", "moderation/includes/report_tool.html")
        fill("comment.masked", "moderation/includes/masked_comment.html")
        fill("comment.below", "moderation/includes/below_comment.html")
        personal_data.register()
