from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParticipationConfig(AppConfig):
    name = "projects.participation"
    label = "participation"
    verbose_name = _("Participation")

    def ready(self) -> None:
        from . import administration, holders, personal_data, receivers  # noqa: F401 (connects itself)

        administration.register()
        holders.register()
        personal_data.register()
