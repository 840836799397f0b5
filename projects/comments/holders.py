"""How comments appear in the list of what keeps an object from being deleted."""

from django.utils.translation import ngettext_lazy

from portal.wagtail_patches.deletion.holds import describe

from .models import Comment


def register() -> None:
    """Register comments as holders of the objects that they refer to."""
    answers = ngettext_lazy(
        "%(count)d answer to a comment: conversations are kept",
        "%(count)d answers to comments: conversations are kept",
        "count",
    )
    describe(Comment, page="page", labels={"parent": answers})
