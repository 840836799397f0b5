"""Filters of the lists of the administration.

Wagtail writes every row of a table into a filter by it: where the table grows, a window finds the row here.
The filters in force say yes and no, not Python's True and False.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model
from django.forms import Form, ModelChoiceField, ModelMultipleChoiceField
from django.utils.translation import gettext as _
from django_filters import BooleanFilter, FilterSet
from wagtail.admin.active_filters import BaseFilterAdapter, register_filter_adapter_class
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import registry

from portal.common.widgets import ChooserSelectMultiple

_growing: set[type[Model]] = set()


def choose_in_a_window(*models: type[Model]) -> None:
    """Declare that filters by these models use their chooser, which must be registered."""
    _growing.update(models)


class BooleanFilterAdapter(BaseFilterAdapter):
    """Writes the choice of a filter of yes or no."""

    def get_active_filters(self) -> Iterator[Any]:
        for active in super().get_active_filters():
            yield active._replace(value=_("yes") if self.value else _("no"))


def make_form(filters: WagtailFilterSet) -> type[Form]:
    """Make the form of the filters of a list, with the chooser of a table that grows."""
    form = FilterSet.get_form_class(filters)
    for field in form.base_fields.values():
        rows = field.queryset if isinstance(field, ModelChoiceField) else None
        if rows is not None and rows.model in _growing:
            model = rows.model
            chooser = registry.values_by_fk_related_model[model]["widget"]
            several = isinstance(field, ModelMultipleChoiceField)
            field.widget = ChooserSelectMultiple(chooser) if several else chooser()
            field.queryset = model._default_manager.all()
    return form


def install() -> None:
    """Let the lists of the administration make and write their filters so."""
    WagtailFilterSet.get_form_class = make_form
    register_filter_adapter_class(BooleanFilter, BooleanFilterAdapter)
