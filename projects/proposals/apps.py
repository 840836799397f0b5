from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProposalsConfig(AppConfig):
    name = "projects.proposals"
    label = "proposals"
    verbose_name = _("Proposals")

    def ready(self) -> None:
        from . import holders, personal_data, receivers  # noqa: F401 (connects itself)

        holders.register()
        personal_data.register()
