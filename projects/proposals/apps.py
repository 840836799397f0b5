from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProposalsConfig(AppConfig):
    name = "projects.proposals"
    label = "proposals"
    verbose_name = _("Proposals")

    def ready(self) -> None:
        from portal.common.places import fill
        from portal.wagtail_patches.administration import opens_no_screen

        from . import holders, personal_data, receivers  # noqa: F401 (connects itself)
        from .models import ProposalAnswer

        opens_no_screen(ProposalAnswer)  # written on the site
        fill("action.origin", "proposals/includes/origin_proposals.html")
        fill("comment.tools", "proposals/includes/propose_idea.html")
        holders.register()
        personal_data.register()
