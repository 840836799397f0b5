from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    name = "projects.comments"
    label = "comments"
    verbose_name = _("Comments")

    def ready(self) -> None:
        from . import holders

        holders.register()
