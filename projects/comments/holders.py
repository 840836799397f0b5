"""How comments are presented when they keep something from being deleted."""

from django.utils.translation import ngettext_lazy

from portal.wagtail_patches.deletion.holds import describe

from .models import Comment


def register() -> None:
    answers = ngettext_lazy(
        "%(count)d answer to a comment: conversations are kept",
        "%(count)d answers to comments: conversations are kept",
        "count",
    )
    describe(Comment, page="page", labels={"parent": answers})
