from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuotasConfig(AppConfig):
    name = "portal.quotas"
    label = "quotas"
    verbose_name = _("Limits")

    def ready(self) -> None:
        from . import checks, personal_data  # noqa: F401  checks register themselves

        personal_data.register()
