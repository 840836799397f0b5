"""Choosers of agents and services."""

from typing import Any

from django import forms
from django.contrib.auth.models import PermissionsMixin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView, ChosenMultipleView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from portal.common.matching import matching
from portal.wagtail_patches.administration import user_can_change_something
from portal.wagtail_patches.screens import read_by

from .models import Service, User

# By model, what the words of a search are looked for in.
SEARCHED = {User: ("first_name", "last_name", "email"), Service: ("name", "acronym")}


# Permissions to see lists with filters by agent.
_opened_to: set[str] = set()


def open_choosers_to(permission: str) -> None:
    """Let those with this permission choose agents and services too: what they see is filtered by these."""
    _opened_to.add(permission)


def user_can_choose(user: PermissionsMixin) -> bool:
    """Return True for those whose forms or lists name agents."""
    return user_can_change_something(user) or any(user.has_perm(permission) for permission in _opened_to)


class NameSearchForm(BaseFilterForm):
    """Search rows by words of their name, ignoring accents and the order of words."""

    q = forms.CharField(
        label=_("Search term"), widget=forms.TextInput(attrs={"placeholder": _("Search")}), required=False
    )

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        typed = self.cleaned_data.get("q", "")
        if not typed:
            return objects
        self.is_searching = True
        self.search_query = typed
        return matching(objects, typed, SEARCHED[objects.model])


class AgentsMixin:
    """List agents with an open account, with their job and service."""

    ordering = ["last_name", "first_name"]
    filter_form_class = NameSearchForm

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,  # type: ignore[misc]
            Column("job_title", label=_("Job title")),
            Column("service", label=_("Service")),
        ]

    def get_object_list(self) -> QuerySet[User]:
        return User.objects.filter(is_active=True).select_related("service")


class ServicesMixin:
    """List services by name."""

    ordering = ["name"]
    filter_form_class = NameSearchForm


@read_by(user_can_choose)
class ChooseAgentView(AgentsMixin, ChooseView):
    """The chooser of agents."""


@read_by(user_can_choose)
class ChooseAgentResultsView(AgentsMixin, ChooseResultsView):
    """The results in the chooser of agents."""


@read_by(user_can_choose)
class ChooseServiceView(ServicesMixin, ChooseView):
    """The chooser of services."""


@read_by(user_can_choose)
class ChooseServiceResultsView(ServicesMixin, ChooseResultsView):
    """The results in the chooser of services."""


@read_by(user_can_choose)
class ChosenRowsView(ChosenMultipleView):
    """What was chosen in a window that takes several rows."""


class AgentChooserViewSet(ChooserViewSet):
    """The chooser of agents with an open account, by name."""

    model = User
    icon = "user"
    choose_one_text = _("Choose an agent")
    choose_another_text = _("Choose another agent")
    edit_item_text = _("Edit this account")
    choose_view_class = ChooseAgentView
    choose_results_view_class = ChooseAgentResultsView
    chosen_multiple_view_class = ChosenRowsView


class ServiceChooserViewSet(ChooserViewSet):
    """The chooser of services, by name or acronym."""

    model = Service
    icon = "group"
    choose_one_text = _("Choose a service")
    choose_another_text = _("Choose another service")
    edit_item_text = _("Edit this service")
    choose_view_class = ChooseServiceView
    choose_results_view_class = ChooseServiceResultsView
    chosen_multiple_view_class = ChosenRowsView
