"""French order for the lists of Wagtail's administration that sort by title or name.

The titles of pages, images and documents and the names of groups are fields of Wagtail and Django, which
cannot declare a collation. The lists name them as columns to sort by.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.functions import Collate
from wagtail.admin.views.generic.base import BaseListingView

from portal.common.collation import FRENCH

_SORTED = ("title", "name")


def install() -> None:
    """Make every list that Wagtail sorts by a title or a name follow French order."""
    BaseListingView.order_queryset = _in_french(BaseListingView.order_queryset)


def _in_french(order: Callable[[Any, QuerySet[Any]], QuerySet[Any]]) -> Callable[..., QuerySet[Any]]:
    def ordered(view: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        found = order(view, queryset)
        terms = found.query.order_by
        return found.order_by(*(_collated(found.model, term) for term in terms)) if terms else found

    return ordered


def _collated(model: type[Model], term: Any) -> Any:
    """Return a sort field, in French order if it is such a title or name."""
    name = str(term).removeprefix("-")
    if name not in _SORTED or all(field.name != name for field in model._meta.fields):
        return term
    title = Collate(name, FRENCH)
    return title.desc() if str(term).startswith("-") else title.asc()
