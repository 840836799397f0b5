from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


class CommentsConfig(AppConfig):
    name = "projects.comments"
    label = "comments"
    verbose_name = _("Comments")

    def ready(self) -> None:
        from portal.common.places import fill
        from portal.wagtail_patches.deletion.holds import describe

        from .models import Comment

        fill("page.comments", "comments/includes/page_comments.html")
        answers = ngettext_lazy(
            "%(count)d answer to a comment: conversations are kept",
            "%(count)d answers to comments: conversations are kept",
            "count",
        )
        describe(Comment, page="page", labels={"parent": answers})
