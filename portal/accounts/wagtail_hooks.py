"""What administrators see of accounts, organisations and services."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.views.bulk_action import BulkAction

from .models import User
from .viewsets import DirectoryRuleViewSet, OrganisationViewSet, ServiceViewSet


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[object]:
    return [
        OrganisationViewSet("organisations"),
        ServiceViewSet("services"),
        DirectoryRuleViewSet("directory_rules"),
    ]


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(
        content_type__app_label="accounts",
        content_type__model__in=["directoryrule", "organisation", "service"],
    )


@hooks.register("before_edit_user")
def keep_superusers_apart(request: HttpRequest, user: User) -> None:
    """Who runs the server is not in the hands of who runs the portal."""
    if user.is_superuser and not request.user.is_superuser:
        raise PermissionDenied


@hooks.register("before_edit_user")
def leave_the_departed_alone(request: HttpRequest, user: User) -> HttpResponse | None:
    """An account that names nobody any more is never anybody's again."""
    return _refuse_to_revive(request, [user])


@hooks.register("before_bulk_action")
def leave_all_the_departed_alone(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: BulkAction
) -> HttpResponse | None:
    changes_users = action.model is User and action_type != "delete"
    return _refuse_to_revive(request, objects) if changes_users else None


@hooks.register("before_delete_user")
def keep_who_took_part(request: HttpRequest, user: User) -> HttpResponse | None:
    """What agents wrote stays, so their account is closed rather than deleted."""
    return _refuse_deletion(request, [user])


@hooks.register("before_bulk_action")
def keep_all_who_took_part(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: BulkAction
) -> HttpResponse | None:
    deletes_users = action.model is User and action_type == "delete"
    return _refuse_deletion(request, objects) if deletes_users else None


def _refuse_to_revive(request: HttpRequest, users: Sequence[User]) -> HttpResponse | None:
    if all(user.pseudonymised_at is None for user in users):
        return None
    messages.error(request, _("This agent has left and is no longer named. Create a new account instead."))
    return redirect("wagtailusers_users:index")


def _refuse_deletion(request: HttpRequest, users: Sequence[User]) -> HttpResponse | None:
    written = User.objects.filter(pk__in=[user.pk for user in users], comments__isnull=False).distinct()
    if not written:
        return None
    messages.error(
        request,
        _("%(names)s wrote comments, which stay: close the account instead (untick “Active”).")
        % {"names": ", ".join(map(str, written))},
    )
    return redirect("wagtailusers_users:index")
