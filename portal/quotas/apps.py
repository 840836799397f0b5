from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuotasConfig(AppConfig):
    name = "portal.quotas"
    label = "quotas"
    verbose_name = _("Limits")

    def ready(self) -> None:
        from . import checks  # noqa: F401 they register themselves
