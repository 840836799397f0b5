"""Filters and search of the editors' list of actions."""

import django_filters
from django.db.models import F, Value
from django.db.models.functions import Coalesce, Collate
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets import BooleanRadioSelect

from portal.accounts.models import Service, User
from portal.common.collation import FRENCH
from portal.common.matching import matching

from .enums import ActionStatus
from .models import ActionPage, Axis, ProjectPage, Theme
from .querysets import ActionPageQuerySet


def _today() -> Coalesce:
    """Return the expression of the date on which the plan of each action is judged."""
    return Coalesce(F("project__as_of"), Value(timezone.localdate()))


class ActionFilterSet(WagtailFilterSet):
    """Filters shared by the editors' list and the steering committee's report."""

    project = django_filters.ModelMultipleChoiceFilter(
        label=_("Project"),
        queryset=ProjectPage.objects.order_by(Collate("title", FRENCH)),
        widget=CheckboxSelectMultiple,
    )
    axis = django_filters.ModelMultipleChoiceFilter(
        label=_("Axis"), field_name="theme__axis", queryset=Axis.objects.all(), widget=CheckboxSelectMultiple
    )
    theme = django_filters.ModelMultipleChoiceFilter(
        label=_("Theme"), queryset=Theme.objects.all(), widget=CheckboxSelectMultiple
    )
    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=ActionStatus.choices, widget=CheckboxSelectMultiple
    )
    priority = django_filters.BooleanFilter(label=_("Priority"), widget=BooleanRadioSelect)
    late = django_filters.BooleanFilter(label=_("Late"), method="filter_late", widget=BooleanRadioSelect)
    lead_person = django_filters.ModelMultipleChoiceFilter(
        label=_("Lead person"), queryset=User.objects.all()
    )
    lead_service = django_filters.ModelMultipleChoiceFilter(
        label=_("Lead service"), queryset=Service.objects.all()
    )

    class Meta:
        model = ActionPage
        fields: list[str] = []

    def filter_late(self, actions: ActionPageQuerySet, name: str, value: bool) -> ActionPageQuerySet:
        late = ActionPage.objects.order_by().late(_today()).values("pk")
        return actions.filter(pk__in=late) if value else actions.exclude(pk__in=late)


def search_actions(actions: ActionPageQuerySet, query: str) -> ActionPageQuerySet:
    """Return the actions whose number, title or summary has every word, ignoring accents."""
    return matching(actions, query, ("number", "draft_title", "title", "summary"))


def listed_actions(request: HttpRequest) -> ActionPageQuerySet:
    """Return the actions that the list shows for the filters of this address, on all its pages."""
    actions = ActionFilterSet(request.GET, ActionPage.objects.order_by(), request=request).qs
    return search_actions(actions, request.GET["q"]) if request.GET.get("q") else actions
