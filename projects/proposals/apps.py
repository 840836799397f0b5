from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


class ProposalsConfig(AppConfig):
    name = "projects.proposals"
    label = "proposals"
    verbose_name = _("Proposals")

    def ready(self) -> None:
        from portal.common.places import fill
        from portal.wagtail_patches.administration import opens_no_screen
        from portal.wagtail_patches.deletion.holds import describe

        from . import receivers  # noqa: F401 (connects itself)
        from .models import ProposalAnswer, ProposalPage

        opens_no_screen(ProposalAnswer)  # written on the site
        fill("action.origin", "proposals/includes/origin_proposals.html")
        fill("comment.tools", "proposals/includes/propose_idea.html")
        proposals = ngettext_lazy(
            "%(count)d proposal, which is never deleted",
            "%(count)d proposals, which are never deleted",
            "count",
        )
        describe(ProposalPage, labels={"page_ptr": proposals}, never_deleted=True)
        describe(ProposalAnswer, page="proposal")
