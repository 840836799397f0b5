"""How what agents wrote is presented when it keeps something from being deleted."""

from django.utils.translation import ngettext_lazy

from portal.wagtail_patches.deletion.holds import describe

from .models import Comment, ProposalAnswer, ProposalPage


def register() -> None:
    answers = ngettext_lazy(
        "%(count)d answer to a comment: conversations are kept",
        "%(count)d answers to comments: conversations are kept",
        "count",
    )
    proposals = ngettext_lazy(
        "%(count)d proposal, which is never deleted",
        "%(count)d proposals, which are never deleted",
        "count",
    )
    describe(Comment, page="page", labels={"parent": answers})
    describe(ProposalPage, labels={"page_ptr": proposals}, never_deleted=True)
    describe(ProposalAnswer, page="proposal")
