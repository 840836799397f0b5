from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    default = True  # of the two in this module
    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from . import personal_data, receivers  # noqa: F401  connects the signals
        from .directory import checks  # noqa: F401  registers them

        personal_data.register()


class PortalUsersConfig(WagtailUsersAppConfig):
    """Wagtail's account screens, with the fields of our agents."""

    user_viewset = "portal.accounts.viewsets.AgentViewSet"
