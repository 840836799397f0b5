"""Registrations with Wagtail: the screens, their menu item, what is logged, the panel of the home page."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from portal.accounts.audit import register_actions
from portal.wagtail_patches.screens import ScreenMenuItem

from .mail_views import MailView
from .panels import add_panel
from .views import OneOffTasksView, TasksView

ACTIONS = {
    "operations.run_now": _("Periodic job run before its time"),
    "operations.try_again": _("Task tried again"),
    "operations.cancel": _("Task cancelled"),
    "operations.retry_mail": _("Mail tried again"),
    "operations.cancel_mail": _("Mail cancelled"),
    "operations.lift_address": _("Mail sent again to an address that refused it"),
}


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [
        path("taches/", TasksView.as_view(), name="tasks"),
        path("taches/ponctuelles/", OneOffTasksView.as_view(), name="one_off_tasks"),
        path("taches/courriels/", MailView.as_view(), name="lost_mail"),
    ]


@hooks.register("register_settings_menu_item")
def register_tasks_menu_item() -> MenuItem:
    return ScreenMenuItem(
        TasksView.page_title, TasksView, "tasks", name="tasks", icon_name="tasks", order=640
    )


@hooks.register("register_log_actions")
def register_log_actions(registry: LogActionRegistry) -> None:
    register_actions(registry, ACTIONS)


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="operations")


hooks.register("construct_homepage_panels", add_panel)
