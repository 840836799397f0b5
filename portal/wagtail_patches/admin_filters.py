"""The filters in force above a list of the administration say yes and no, not Wagtail's True and False."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django_filters import BooleanFilter
from wagtail.admin.active_filters import BaseFilterAdapter, register_filter_adapter_class


class BooleanFilterAdapter(BaseFilterAdapter):
    """Writes the choice of a filter of yes or no."""

    def get_active_filters(self) -> Iterator[Any]:
        for active in super().get_active_filters():
            yield active._replace(value=_("yes") if self.value else _("no"))


def install() -> None:
    """Let the lists of the administration write their filters of yes or no so."""
    register_filter_adapter_class(BooleanFilter, BooleanFilterAdapter)
