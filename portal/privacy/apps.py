from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "portal.privacy"
    label = "privacy"
    verbose_name = _("Personal data")

    def ready(self) -> None:
        from portal.upkeep.steps import after_restore

        from . import cms_data  # noqa: F401 it registers itself
        from .services import erase_again

        after_restore(erase_again, order=30)
        autodiscover_modules("personal_data")
