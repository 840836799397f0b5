from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParticipationConfig(AppConfig):
    name = "projects.participation"
    label = "participation"
    verbose_name = _("Participation")

    def ready(self) -> None:
        from projects.calls import register_takers

        from . import holders, personal_data, receivers  # noqa: F401 (connects itself)
        from .models import Volunteer

        register_takers(lambda: Volunteer.objects.taking_a_place())
        holders.register()
        personal_data.register()
