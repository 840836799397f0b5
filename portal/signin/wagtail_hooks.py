"""Screens, menus and hooks about signing in: security of an account, rules of the directory, log."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import LogActionRegistry

from portal.accounts.audit import register_actions
from portal.accounts.models import User
from portal.accounts.requests import AgentRequest

from .admin_views import AccountSecurityView
from .enums import Source
from .sessions import end_sessions
from .viewsets import DirectoryRuleViewSet

ACTIONS = {
    "accounts.sign_in": gettext_lazy("Sign-in of someone who may use the administration"),
    "accounts.lock": gettext_lazy("Too many wrong passwords or codes"),
    "accounts.unlock": gettext_lazy("Lock lifted"),
    "accounts.password": gettext_lazy("Password changed"),
    "accounts.second_factor_on": gettext_lazy("Two-step verification turned on"),
    "accounts.second_factor_off": gettext_lazy("Two-step verification turned off by its owner"),
    "accounts.second_factor_removed": gettext_lazy("Two-step verification removed by an administrator"),
    "accounts.signed_out": gettext_lazy("Signed out everywhere by an administrator"),
}

METHODS = {"password": gettext_lazy("Password"), **dict(Source.choices)}


@hooks.register("register_admin_viewset")
def register_viewset() -> ViewSet:
    return DirectoryRuleViewSet("directory_rules")


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="signin", content_type__model="directoryrule")


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [path("users/<int:pk>/securite/", AccountSecurityView.as_view(), name="account_security")]


@hooks.register("register_account_header_button")
def security_button(account: User) -> HeaderButton:
    return HeaderButton(
        _("Security of the account"), url=reverse("account_security", args=[account.pk]), icon_name="lock"
    )


@hooks.register("register_log_actions")
def register_log_actions(registry: LogActionRegistry) -> None:
    register_actions(registry, ACTIONS, METHODS)


@hooks.register("before_bulk_action", order=1)
def end_sessions_of_closed_accounts(
    request: AgentRequest, action_type: str, objects: Sequence[Any], action: BulkAction
) -> None:
    """End the sessions of accounts that a bulk action closes, since it saves no account.

    This runs after the hook of accounts, which may refuse the action.
    """
    is_closing = action.model is User and action_type == "set_active_state"
    if is_closing and not action.cleaned_form.cleaned_data["mark_as_active"]:
        for user in objects:
            end_sessions(user.pk)
