"""Filters of the lists of the administration.

Wagtail writes every account that did something into a filter by person: a window finds one here. The filters
in force say yes and no, not Python's True and False.
"""

from collections.abc import Iterator
from typing import Any

import django_filters
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from wagtail.admin.active_filters import BaseFilterAdapter, register_filter_adapter_class
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import registry

from portal.common.widgets import ChooserSelectMultiple

_make_filters = WagtailFilterSet.__init__


class BooleanFilterAdapter(BaseFilterAdapter):
    """Writes the choice of a filter of yes or no."""

    def get_active_filters(self) -> Iterator[Any]:
        for active in super().get_active_filters():
            yield active._replace(value=_("yes") if self.value else _("no"))


def make_filters(filters: WagtailFilterSet, *args: Any, **kwargs: Any) -> None:
    """Make the filters of a list, those by person with the chooser of the forms."""
    _make_filters(filters, *args, **kwargs)
    model = get_user_model()
    for one in filters.filters.values():
        if isinstance(one, django_filters.ModelChoiceFilter | django_filters.ModelMultipleChoiceFilter):
            rows = one.get_queryset(filters.request)
            if rows is not None and rows.model is model:
                one.queryset = model._default_manager.all()
                one.extra["widget"] = _chooser(one)


def _chooser(chosen: django_filters.Filter) -> Any:
    chooser = registry.values_by_fk_related_model[get_user_model()]["widget"]
    several = isinstance(chosen, django_filters.ModelMultipleChoiceFilter)
    return ChooserSelectMultiple(chooser) if several else chooser()


def install() -> None:
    """Let the lists of the administration make and write their filters so."""
    WagtailFilterSet.__init__ = make_filters
    register_filter_adapter_class(django_filters.BooleanFilter, BooleanFilterAdapter)
