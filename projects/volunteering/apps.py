from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VolunteeringConfig(AppConfig):
    name = "projects.volunteering"
    label = "volunteering"
    verbose_name = _("Volunteering")

    def ready(self) -> None:
        from portal.fragments.content import depends_on
        from projects.calls import register_takers

        from . import receivers  # noqa: F401 (connects itself)
        from .models import Contribution, Volunteer, VolunteerHours

        depends_on(Volunteer, Contribution, VolunteerHours)

        register_takers(lambda: Volunteer.objects.taking_a_place())
