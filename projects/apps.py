from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("Projects and actions")

    def ready(self) -> None:
        from portal.accounts.choosers import open_choosers_to
        from portal.fragments.content import depends_on

        from . import receivers  # noqa: F401  connects the signals
        from .models import Axis, ProgressEntry, Tag, TaggedAction, Theme

        depends_on(Axis, Theme, Tag, TaggedAction, ProgressEntry)
        open_choosers_to("projects.view_actionpage")  # the follow-up report has filters by agent
