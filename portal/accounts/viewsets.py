"""Wagtail's screens for accounts, organisations and services."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet

from .directory.models import DirectoryRule
from .models import Organisation, Service, User

AGENT_FIELDS = {"job_title", "organisation", "service"}
EDITED_FIELDS = AGENT_FIELDS | {"binding_allowed", "forget_texts"}


class RightsByGroupMixin(forms.ModelForm):
    """Rights come from groups: the one that Wagtail calls 'administrator' is given on the server."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "is_superuser" in self.fields:  # absent when editing one's own account
            self.fields["is_superuser"].disabled = True
            self.fields["is_superuser"].help_text = _(
                "Given on the server only. The group “Administrators” opens every screen of the portal."
            )


class AgentCreationForm(RightsByGroupMixin, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = User
        fields = UserCreationForm.Meta.fields | AGENT_FIELDS


class AgentEditForm(RightsByGroupMixin, UserEditForm):
    class Meta(UserEditForm.Meta):
        model = User
        fields = UserEditForm.Meta.fields | EDITED_FIELDS


class AgentViewSet(UserViewSet):
    def get_form_class(self, for_update: bool = False) -> type[Any]:
        return AgentEditForm if for_update else AgentCreationForm


class OrganisationViewSet(ModelViewSet):
    """The public bodies that share the plan."""

    model = Organisation
    icon = "site"
    menu_label = _("Organisations")
    menu_order = 610
    add_to_settings_menu = True
    form_fields = ["name", "slug", "order"]
    list_display = ["name", "order"]
    search_fields = ["name"]
    search_backend_name = None
    copy_view_enabled = False


class ServiceViewSet(ModelViewSet):
    """The departments of the public bodies."""

    model = Service
    icon = "group"
    menu_label = _("Services")
    menu_order = 611
    add_to_settings_menu = True
    form_fields = ["name", "acronym", "slug", "description", "organisations"]
    list_display = ["name", "acronym"]
    list_filter = ["organisations"]
    search_fields = ["name", "acronym"]
    search_backend_name = None
    copy_view_enabled = False


class DirectoryRuleViewSet(ModelViewSet):
    """What the organisation's directory decides about an account."""

    model = DirectoryRule
    icon = "link"
    menu_label = _("Directory rules")
    menu_order = 612
    add_to_settings_menu = True
    form_fields = ["source", "attribute", "value", "organisation", "service", "group"]
    list_display = ["attribute", "value", "target", "source"]
    list_filter = ["source", "organisation", "service", "group"]
    search_fields = ["attribute", "value"]
    search_backend_name = None
    copy_view_enabled = False
