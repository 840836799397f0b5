"""Wagtail's screens for accounts, groups, organisations and services."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log
from wagtail.users.forms import GroupForm, UserCreationForm, UserEditForm
from wagtail.users.views import groups as group_views
from wagtail.users.views import users as user_views
from wagtail.users.views.bulk_actions import DeleteBulkAction

from portal.common.text import sort_key
from portal.common.viewsets import SettingsViewSet
from portal.wagtail_patches.deletion.bulk import HeldBulkDeletionMixin
from portal.wagtail_patches.deletion.screens import HeldDeleteView, HeldDeletionMixin

from .enums import RoleName
from .group_form import KEPT, PortalGroupForm, is_built_in
from .models import Organisation, Service, User
from .requests import AgentRequest
from .rights import Right, covers, rights_of, rights_of_groups, user_can_give_groups
from .signals import address_changed

AGENT_FIELDS = {"job_title", "organisation", "service"}
CLOSE_INSTEAD = gettext_lazy("What agents wrote stays, so close their account instead: untick “Active”.")
EDITED_FIELDS = AGENT_FIELDS | {"binding_allowed", "forget_texts"}


class RightsByGroupMixin(forms.ModelForm):
    """Let a person give or take only groups whose rights they hold, and never change their own groups.

    The status that Wagtail calls 'administrator' is given on the server only.
    """

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        if "is_superuser" in self.fields:  # absent when editing one's own account
            self.fields["is_superuser"].disabled = True
            self.fields["is_superuser"].help_text = _(
                "Given on the server only. The group “%(group)s” opens every screen of the portal."
            ) % {"group": RoleName.ADMINISTRATORS}
        if actor == self.instance:
            self.fields["groups"].disabled = True
            self.fields["groups"].help_text = _("Somebody else changes your groups.")

    def clean_groups(self) -> Any:
        chosen = self.cleaned_data["groups"]
        before = set(self.instance.groups.all()) if self.instance.pk else set()
        refused = [
            group
            for group in before.symmetric_difference(chosen)
            if not user_can_give_groups(self.actor, [group])
        ]
        if refused:
            raise ValidationError(
                _("You do not hold every right of this group, so you cannot give or take it: %(groups)s.")
                % {"groups": ", ".join(sorted((group.name for group in refused), key=sort_key))}
            )
        return chosen


class AgentCreationForm(RightsByGroupMixin, UserCreationForm):
    """Create an account."""

    class Meta(UserCreationForm.Meta):
        model = User
        fields = UserCreationForm.Meta.fields | AGENT_FIELDS


class AgentEditForm(RightsByGroupMixin, UserEditForm):
    """Edit an account."""

    class Meta(UserEditForm.Meta):
        model = User
        fields = UserEditForm.Meta.fields | EDITED_FIELDS


class AgentCreateView(user_views.CreateView):
    """Tell the form who creates the account."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"actor": self.request.user}


class AgentEditView(user_views.EditView):
    """Edit an account, and log what changes."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"actor": self.request.user}

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Wagtail's buttons, then those that other apps add by our hook."""
        added = [button(self.object) for button in hooks.get_hooks("register_account_header_button")]
        return [*super().header_buttons, *added]

    @transaction.atomic
    def save_instance(self) -> User:
        before = User.objects.get(pk=self.object.pk)
        account: User = super().save_instance()
        if account.email != before.email:
            log(account, "accounts.email", data={"from": before.email, "to": account.email})
            address_changed.send(User, account=account, former=before.email)
        if account.is_active != before.is_active:
            log(account, "accounts.open" if account.is_active else "accounts.close")
        return account


class AgentDeleteView(HeldDeletionMixin, user_views.DeleteView):
    """Delete an account that nothing refers to."""

    advice = CLOSE_INSTEAD


class AgentDeleteBulkAction(HeldBulkDeletionMixin, DeleteBulkAction):
    """Delete the chosen accounts that nothing refers to."""

    advice = CLOSE_INSTEAD


class AgentIndexView(user_views.IndexView):
    """List accounts with their organisation and service."""

    def get_base_queryset(self) -> QuerySet[User]:
        accounts: QuerySet[User] = super().get_base_queryset()
        return accounts.select_related("organisation", "service")


class AgentViewSet(user_views.UserViewSet):
    """The screens of accounts."""

    copy_view_enabled = False  # an account is one person's
    list_export = ["last_name", "first_name", "email", "job_title", "organisation", "service", "is_active"]
    index_view_class = AgentIndexView
    add_view_class = AgentCreateView
    edit_view_class = AgentEditView
    delete_view_class = AgentDeleteView

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        return AgentEditForm if for_update else AgentCreationForm


class WithinOwnRightsMixin:
    """Save a group and its rights, unless that gives or takes a right that the person does not hold."""

    request: AgentRequest
    object: Group

    def post(self, request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            held = rights_of(request.user)  # before: they may belong to this very group
            before = _rights_of_group(kwargs.get("pk"))
            response: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
            after = _rights_of_group(self.object.pk)
            if request.user.is_superuser or covers(held, before ^ after):
                if before != after:
                    _log_rights(self.object, before, after)
                return response
            transaction.set_rollback(True)
        list(messages.get_messages(request))  # what was just said is not true any more
        messages.error(request, _("You can only give or take rights that you hold: nothing was changed."))
        return redirect(request.path)


def _rights_of_group(group_id: int | None) -> set[Right]:
    return rights_of_groups(Group.objects.filter(pk__in=[group_id]))


def _log_rights(group: Group, before: set[Right], after: set[Right]) -> None:
    def named(rights: set[Right]) -> list[str]:
        return [f"{right.name} {right.place}".strip() for right in sorted(rights)]

    log(group, "accounts.rights", data={"added": named(after - before), "removed": named(before - after)})


class GroupCreateView(WithinOwnRightsMixin, group_views.CreateView):
    """Create a group within one's own rights."""


class GroupEditView(WithinOwnRightsMixin, group_views.EditView):
    """Edit a group within one's own rights. The portal's own groups cannot be deleted."""

    @property
    def can_delete(self) -> bool:
        return super().can_delete and not is_built_in(self.object)


class GroupIndexView(group_views.IndexView):
    """List groups, without a link to delete the portal's own."""

    def get_delete_url(self, instance: Group) -> str | None:
        return None if is_built_in(instance) else super().get_delete_url(instance)


class GroupDeleteView(group_views.DeleteView):
    """Delete a group within one's own rights, unless it comes with the portal."""

    def dispatch(self, request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        group = self.get_object()
        if not user_can_give_groups(request.user, [group]):
            raise PermissionDenied
        if is_built_in(group):
            messages.error(request, KEPT)
            return redirect("wagtailusers_groups:edit", group.pk)
        return super().dispatch(request, *args, **kwargs)


class RightsGroupViewSet(group_views.GroupViewSet):
    """The screens of groups."""

    index_view_class = GroupIndexView
    add_view_class = GroupCreateView
    edit_view_class = GroupEditView
    delete_view_class = GroupDeleteView

    def get_form_class(self, for_update: bool = False) -> type[GroupForm]:
        return PortalGroupForm


class OrganisationDeleteView(HeldDeleteView):
    """Delete an organisation that nothing refers to."""

    advice = gettext_lazy("Give them another organisation first.")


class OrganisationViewSet(SettingsViewSet):
    """The public bodies that share the plan."""

    model = Organisation
    delete_view_class = OrganisationDeleteView
    icon = "site"
    menu_label = gettext_lazy("Organisations")
    menu_order = 610
    form_fields = ["name", "slug", "order"]
    list_display = ["name", "order"]
    search_fields = ["name"]


class ServiceDeleteView(HeldDeleteView):
    """Delete a service that nothing refers to."""

    advice = gettext_lazy("Give them another service first.")


class ServiceViewSet(SettingsViewSet):
    """The departments of the public bodies."""

    model = Service
    delete_view_class = ServiceDeleteView
    icon = "group"
    menu_label = gettext_lazy("Services")
    menu_order = 611
    # Panels take the chooser of agents for the manager; fields alone would list every account.
    panels = list(map(FieldPanel, ("name", "acronym", "slug", "description", "organisations", "manager")))
    list_display = ["name", "acronym"]
    list_filter = ["organisations"]
    search_fields = ["name", "acronym"]
