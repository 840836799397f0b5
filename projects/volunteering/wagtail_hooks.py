"""Registrations of contributions with Wagtail."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import LogActionRegistry

from .views.contributions import import_contributions
from .viewsets import ContributionViewSet


@hooks.register("register_log_actions")
def register_import_log(registry: LogActionRegistry) -> None:
    registry.register_action(
        "volunteering.import_contributions", _("Import of contributions"), _("Contributions imported")
    )


@hooks.register("register_admin_viewset")
def register_contributions() -> ViewSet:
    return ContributionViewSet()


@hooks.register("register_admin_urls")
def register_contribution_urls() -> list[URLPattern]:
    return [path("importer-des-contributions/", import_contributions, name="import_contributions")]
