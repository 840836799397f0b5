"""The boxes of filters, many on a page: written here, since a template takes ten times longer."""

from collections.abc import Iterable
from html import escape
from typing import Protocol

from django import template
from django.utils.safestring import SafeString

from ..display import format_number

register = template.Library()


class Choice(Protocol):
    """One box."""

    @property
    def value(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def count(self) -> int: ...
    @property
    def selected(self) -> bool: ...


class Facet(Protocol):
    """A filter, as `components/facets.html` shows it."""

    @property
    def name(self) -> str: ...
    @property
    def choices(self) -> Iterable[Choice]: ...
    @property
    def is_switch(self) -> bool: ...


@register.filter
def boxes(facet: Facet) -> SafeString:
    """Write a box for each choice of a filter, with the number of results that it would show."""
    return SafeString("".join(_boxes(facet.name, facet.choices, is_switch=facet.is_switch)))


def _boxes(name: str, choices: Iterable[Choice], *, is_switch: bool) -> Iterable[str]:
    for choice in choices:
        value = escape(choice.value)
        place = name if is_switch else f"{name}-{value}"
        shows_none = not (choice.count or choice.selected or is_switch)
        yield (
            f'<label class="facet__choice{" facet__choice--none" if shows_none else ""}">'
            f'<input type="checkbox" id="{place}" name="{name}" value="{value}"'
            f"{' checked' if choice.selected else ''}><span>{escape(choice.label)}</span>"
            f'<span class="facet__count">{format_number(choice.count)}</span></label>\n'
        )
