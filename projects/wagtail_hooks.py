"""Hooks, screens and menus of the plan for editors and the steering committee."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.snippets.models import register_snippet

from portal.wagtail_patches.screens import ScreenMenuItem

from .bulk_actions import ChangeStatusBulkAction, PublishActions, UnpublishActions
from .viewsets import ActionListingViewSet, ActionReportView, PlanViewSetGroup

register_snippet(PlanViewSetGroup)
for bulk_action in (ChangeStatusBulkAction, PublishActions, UnpublishActions):
    hooks.register("register_bulk_action", bulk_action)


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[ViewSet]:
    return [ActionListingViewSet()]


@hooks.register("register_admin_urls")
def register_report_urls() -> list[URLPattern]:
    return [
        path("reports/actions/", ActionReportView.as_view(), name="action_report"),
        path(
            "reports/actions/results/",
            ActionReportView.as_view(results_only=True),
            name="action_report_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def register_report_menu_item() -> MenuItem:
    return ScreenMenuItem(
        _("Follow-up of actions"),
        ActionReportView,
        "action_report",
        name="actions",
        icon_name="tasks",
        order=100,
    )


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """Return the rights of the plan that a group's form offers, besides those of pages and snippets."""
    return Permission.objects.filter(
        content_type__app_label="projects", codename__in=["add_progressentry", "view_actionpage"]
    )
