"""How proposals appear in the list of what keeps an object from being deleted."""

from django.utils.translation import ngettext_lazy

from portal.wagtail_patches.deletion.holds import describe

from .models import ProposalAnswer, ProposalPage


def register() -> None:
    """Register proposals as holders of the objects that they refer to."""
    proposals = ngettext_lazy(
        "%(count)d proposal, which is never deleted",
        "%(count)d proposals, which are never deleted",
        "count",
    )
    describe(ProposalPage, labels={"page_ptr": proposals}, never_deleted=True)
    describe(ProposalAnswer, page="proposal")
