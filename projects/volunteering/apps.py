from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VolunteeringConfig(AppConfig):
    name = "projects.volunteering"
    label = "volunteering"
    verbose_name = _("Volunteering")

    def ready(self) -> None:
        from portal.common.places import fill
        from portal.fragments.content import depends_on
        from projects.calendars import register_meetings
        from projects.calls import register_takers

        from . import receivers  # noqa: F401 (connects itself)
        from .models import Contribution, Volunteer, VolunteerHours
        from .permissions import my_meetings

        depends_on(Volunteer, Contribution, VolunteerHours)

        fill("action.volunteers", "volunteering/includes/action_volunteers.html")
        fill("project.figures", "volunteering/includes/project_totals.html")
        register_meetings(my_meetings)
        register_takers(lambda: Volunteer.objects.taking_a_place())
