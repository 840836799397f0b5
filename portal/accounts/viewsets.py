"""Wagtail's screens for accounts, organisations and services."""

from typing import Any

from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet

from .models import User

AGENT_FIELDS = {"job_title", "organisation", "service"}


class AgentCreationForm(UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = User
        fields = UserCreationForm.Meta.fields | AGENT_FIELDS


class AgentEditForm(UserEditForm):
    class Meta(UserEditForm.Meta):
        model = User
        fields = UserEditForm.Meta.fields | AGENT_FIELDS


class AgentViewSet(UserViewSet):
    def get_form_class(self, for_update: bool = False) -> type[Any]:
        return AgentEditForm if for_update else AgentCreationForm
