"""Screens and menus for accounts, organisations and services."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.log_actions import LogActionRegistry, log

from portal.wagtail_patches.admin_filters import choose_in_a_window
from portal.wagtail_patches.screens import ScreenMenuItem

from .admin_views import AccountLogView
from .audit import ACTIONS, register_actions
from .choosers import AgentChooserViewSet, ServiceChooserViewSet
from .models import Service, User
from .requests import AgentRequest
from .rights import user_can_give_groups, user_can_manage_account
from .viewsets import AgentDeleteBulkAction, OrganisationViewSet, ServiceViewSet

choose_in_a_window(Service, User)


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[object]:
    # The choosers first: the forms of the others use them.
    return [
        AgentChooserViewSet("agent_chooser"),
        ServiceChooserViewSet("service_chooser"),
        OrganisationViewSet("organisations"),
        ServiceViewSet("services"),
    ]


# In the place of Wagtail's, which is registered after ours for want of an order.
hooks.register("register_bulk_action", AgentDeleteBulkAction, order=1)


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [
        path("reports/comptes/", AccountLogView.as_view(), name="account_log"),
        path(
            "reports/comptes/results/", AccountLogView.as_view(results_only=True), name="account_log_results"
        ),
    ]


@hooks.register("register_reports_menu_item")
def register_account_log() -> MenuItem:
    return ScreenMenuItem(
        AccountLogView.page_title,
        AccountLogView,
        "account_log",
        name="accounts",
        icon_name="lock",
        order=1100,
    )


@hooks.register("register_log_actions")
def register_log_actions(registry: LogActionRegistry) -> None:
    register_actions(registry, ACTIONS)


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(
        content_type__app_label="accounts", content_type__model__in=["organisation", "service"]
    )


@hooks.register("before_delete_user")
@hooks.register("before_edit_user")
def keep_within_own_rights(request: AgentRequest, user: User) -> None:
    """Refuse to edit or delete an account with more rights: whoever edits it could sign in as its owner."""
    if not user_can_manage_account(request.user, user):
        raise PermissionDenied


@hooks.register("before_edit_user")
def leave_the_departed_alone(request: AgentRequest, user: User) -> HttpResponse | None:
    """Refuse to edit a pseudonymised account: it never belongs to anybody again."""
    return _refuse_to_revive(request, [user])


@hooks.register("before_bulk_action")
def leave_all_the_departed_alone(
    request: AgentRequest, action_type: str, objects: Sequence[Any], action: BulkAction
) -> HttpResponse | None:
    changes_users = action.model is User and action_type != "delete"
    return _refuse_to_revive(request, objects) if changes_users else None


@hooks.register("before_bulk_action")
def keep_bulk_actions_within_own_rights(
    request: AgentRequest, action_type: str, objects: Sequence[Any], action: BulkAction
) -> HttpResponse | None:
    if action.model is not User:
        return None
    for user in objects:
        keep_within_own_rights(request, user)
    if action_type == "assign_role":
        role = action.cleaned_form.cleaned_data["role"]
        if request.user in objects or not user_can_give_groups(request.user, [role]):
            raise PermissionDenied
    if action_type == "set_active_state":
        active = action.cleaned_form.cleaned_data["mark_as_active"]
        for user in objects:
            if user.is_active != active:
                log(user, "accounts.open" if active else "accounts.close")
    if action_type == "delete":
        for user in objects:
            log(user, "wagtail.delete", deleted=True)
    return None


def _refuse_to_revive(request: AgentRequest, users: Sequence[User]) -> HttpResponse | None:
    if all(user.pseudonymised_at is None for user in users):
        return None
    messages.error(request, _("This agent has left and is no longer named. Create a new account instead."))
    return redirect("wagtailusers_users:index")
