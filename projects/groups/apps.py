from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GroupsConfig(AppConfig):
    name = "projects.groups"
    label = "groups"
    verbose_name = _("Working groups")

    def ready(self) -> None:
        from portal.common.places import fill
        from projects.calendars import register_meetings

        from .permissions import my_meetings

        fill("project.sections", "groups/includes/project_groups.html")
        fill("project.contents", "groups/includes/project_contents.html")
        register_meetings(my_meetings)
