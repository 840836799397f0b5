"""Filters of the lists of the administration.

Wagtail writes every row of a table into a filter by it: where the table grows, a window finds the row here.
The filters in force say yes and no, not Python's True and False.
"""

from collections.abc import Iterator
from typing import Any

import django_filters
from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.admin.active_filters import BaseFilterAdapter, register_filter_adapter_class
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import registry

from portal.common.widgets import ChooserSelectMultiple

_make_filters = WagtailFilterSet.__init__
_growing: set[type[Model]] = set()


def choose_in_a_window(*models: type[Model]) -> None:
    """Declare that filters by these models use their chooser, which must be registered."""
    _growing.update(models)


class BooleanFilterAdapter(BaseFilterAdapter):
    """Writes the choice of a filter of yes or no."""

    def get_active_filters(self) -> Iterator[Any]:
        for active in super().get_active_filters():
            yield active._replace(value=_("yes") if self.value else _("no"))


def make_filters(filters: WagtailFilterSet, *args: Any, **kwargs: Any) -> None:
    """Make the filters of a list, those by a table that grows with the chooser of the forms."""
    _make_filters(filters, *args, **kwargs)
    for one in filters.filters.values():
        if isinstance(one, django_filters.ModelChoiceFilter | django_filters.ModelMultipleChoiceFilter):
            rows = one.get_queryset(filters.request)
            if rows is not None and rows.model in _growing:
                several = isinstance(one, django_filters.ModelMultipleChoiceFilter)
                chooser = registry.values_by_fk_related_model[rows.model]["widget"]
                one.queryset = rows.model._default_manager.all()
                one.extra["widget"] = ChooserSelectMultiple(chooser) if several else chooser()


def install() -> None:
    """Let the lists of the administration make and write their filters so."""
    WagtailFilterSet.__init__ = make_filters
    register_filter_adapter_class(django_filters.BooleanFilter, BooleanFilterAdapter)
