from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("Projects and actions")

    def ready(self) -> None:
        from portal.fragments.content import depends_on

        from . import receivers  # noqa: F401  connects the signals
        from .models import Axis, ProgressEntry, Tag, TaggedAction, Theme

        depends_on(Axis, Theme, Tag, TaggedAction, ProgressEntry)
