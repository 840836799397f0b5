from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    name = "projects.comments"
    label = "comments"
    verbose_name = _("Comments")

    def ready(self) -> None:
        from portal.common.places import fill

        from . import holders, personal_data

        fill("page.comments", "comments/includes/page_comments.html")
        holders.register()
        personal_data.register()
