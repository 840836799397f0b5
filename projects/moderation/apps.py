from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "projects.moderation"
    label = "moderation"
    verbose_name = _("Moderation")

    def ready(self) -> None:
        from portal.accounts.rights import open_to_administrators
        from portal.common.places import fill
        from portal.wagtail_patches.administration import opens_no_screen

        from . import beside
        from .deciders import READ_SEALED
        from .models import ModerationDecision

        opens_no_screen(ModerationDecision)  # used at the desk and on the site
        # The steering committee alone reads what moderation withdrew. Administrators name its members.
        open_to_administrators(READ_SEALED)
        beside.register()
        fill("comment.tools", "moderation/includes/report_tool.html")
        fill("comment.masked", "moderation/includes/masked_comment.html")
        fill("comment.below", "moderation/includes/below_comment.html")
