from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig

from portal.common.retention import register_purge


class AccountsConfig(AppConfig):
    default = True  # of the classes that this module names
    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from . import audit, purges, receivers  # noqa: F401 receivers connect themselves

        register_purge("sign_in_failures", purges.purge_sign_in_failures)
        register_purge("password_reset_requests", purges.purge_password_reset_requests)
        register_purge("sessions", purges.purge_sessions)
        register_purge("audit_log", audit.purge_log)


class PortalUsersConfig(WagtailUsersAppConfig):
    """Wagtail's screens for accounts and groups, with our fields, and within one's own rights."""

    user_viewset = "portal.accounts.viewsets.AgentViewSet"
    group_viewset = "portal.accounts.viewsets.RightsGroupViewSet"
