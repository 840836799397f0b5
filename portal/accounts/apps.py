from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    default = True  # of the two in this module
    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from portal.fragments.content import depends_on

        from . import checks, receivers  # noqa: F401 they connect themselves
        from .models import Organisation, Service, User

        depends_on(User, Service, Organisation)


class PortalUsersConfig(WagtailUsersAppConfig):
    """Replace Wagtail's screens for accounts and groups by those that add our fields and check rights."""

    user_viewset = "portal.accounts.viewsets.AgentViewSet"
    group_viewset = "portal.accounts.viewsets.RightsGroupViewSet"
