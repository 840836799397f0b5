"""Choosers of the agents and services that carry an action."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from portal.accounts.models import Service, User
from portal.common.matching import matching
from portal.wagtail_patches.administration import user_can_change_something
from portal.wagtail_patches.screens import read_by


class NameSearchForm(BaseFilterForm):
    """Search rows by words of their name, ignoring accents and the order of words."""

    q = forms.CharField(
        label=_("Search term"), widget=forms.TextInput(attrs={"placeholder": _("Search")}), required=False
    )
    searched_fields: tuple[str, ...] = ("name",)

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        typed = self.cleaned_data.get("q", "")
        if not typed:
            return objects
        self.is_searching = True
        self.search_query = typed
        return matching(objects, typed, self.searched_fields)


class AgentSearchForm(NameSearchForm):
    """Search agents by name or address."""

    searched_fields = ("first_name", "last_name", "email")


class ServiceSearchForm(NameSearchForm):
    """Search services by name or acronym."""

    searched_fields = ("name", "acronym")


class AgentColumnsMixin:
    """List agents with an open account, with their job and service."""

    filter_form_class = AgentSearchForm

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,  # type: ignore[misc]
            Column("job_title", label=_("Job title")),
            Column("service", label=_("Service")),
        ]

    def get_object_list(self) -> QuerySet[User]:
        return User.objects.filter(is_active=True).select_related("service")


@read_by(user_can_change_something)
class ChooseAgentView(AgentColumnsMixin, ChooseView):
    """The chooser of agents."""

    ordering = ["last_name", "first_name"]


@read_by(user_can_change_something)
class ChooseAgentResultsView(AgentColumnsMixin, ChooseResultsView):
    """The results in the chooser of agents."""

    ordering = ["last_name", "first_name"]


class AgentChooserViewSet(ChooserViewSet):
    """The chooser of agents with an open account, by name."""

    model = User
    icon = "user"
    choose_one_text = _("Choose an agent")
    choose_another_text = _("Choose another agent")
    edit_item_text = _("Edit this account")
    choose_view_class = ChooseAgentView
    choose_results_view_class = ChooseAgentResultsView


@read_by(user_can_change_something)
class ChooseServiceView(ChooseView):
    """The chooser of services."""

    ordering = ["name"]
    filter_form_class = ServiceSearchForm


@read_by(user_can_change_something)
class ChooseServiceResultsView(ChooseResultsView):
    """The results in the chooser of services."""

    ordering = ["name"]
    filter_form_class = ServiceSearchForm


class ServiceChooserViewSet(ChooserViewSet):
    """The chooser of services, by name or acronym."""

    model = Service
    icon = "group"
    choose_one_text = _("Choose a service")
    choose_another_text = _("Choose another service")
    edit_item_text = _("Edit this service")
    choose_view_class = ChooseServiceView
    choose_results_view_class = ChooseServiceResultsView
