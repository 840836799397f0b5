"""A field of several rows of a table that grows: what is chosen stands in the form, a window finds others."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.functional import cached_property
from wagtail.admin.telepath import registry
from wagtail.admin.widgets import AdminPageChooser, BaseChooser


def choose_pages(page_type: str) -> "ChooserSelectMultiple":
    """Return a field of several pages of one type, as "app.Model"."""
    return ChooserSelectMultiple(partial(AdminPageChooser, page_type))


class ChooserSelectMultiple(forms.CheckboxSelectMultiple):
    """Check boxes of the chosen rows only. A button adds others, in the window of a chooser of Wagtail.

    Django's own widgets of several rows write the whole table into the page.
    """

    template_name = "wagtailadmin/widgets/chooser_select_multiple.html"

    def __init__(self, make_chooser: Callable[[], BaseChooser], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.make_chooser = make_chooser
        # The key of the page at which the window of a chooser of pages opens.
        self.opens_at: int | None = None

    @cached_property
    def chooser(self) -> BaseChooser:
        """Make the chooser late: one of pages reads models that are not loaded when panels are declared."""
        return self.make_chooser()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        # As the chooser's adapter packs it, less the HTML of a field that no script makes here.
        factory = {
            "_type": registry.find_adapter(type(self.chooser)).js_constructor,
            "_args": ["", "", self.chooser.base_js_init_options],
        }
        options = {"multiple": True} | ({"parentId": self.opens_at} if self.opens_at else {})
        context = super().get_context(name, value, attrs)
        return context | {
            "chooser": self.chooser,
            "factory": json.dumps(factory),
            "options": json.dumps(options),
        }

    def optgroups(self, name: str, value: list[Any], attrs: Any = None) -> list[Any]:
        """Return one group: an option for each chosen row."""
        options = [
            self.create_option(name, row.pk, self.chooser.get_display_title(row), True, index, attrs=attrs)
            for index, row in enumerate(self._chosen(value))
        ]
        return [(None, options, 0)]

    def _chosen(self, keys: list[Any]) -> list[Model]:
        """Return the rows of these keys that may be chosen. A request may send anything as a key."""
        choices: Any = self.choices  # made by a field of rows, which alone has this widget
        rows, known = choices.queryset, []
        for key in keys:
            try:
                known.append(rows.model._meta.pk.to_python(key))
            except ValidationError:
                continue
        return list(rows.filter(pk__in=known)) if known else []

    @property
    def media(self) -> forms.Media:
        of_chooser = registry.find_adapter(type(self.chooser)).get_media(self.chooser)
        return of_chooser + forms.Media(js=["js/chooser_select_multiple.js"])
