"""Small pieces of interface: icons, avatars, the pages of a list, the first words of a text."""

import re
from collections.abc import Iterator
from typing import Any, Protocol

from django import template
from django.core.paginator import Page
from django.template.context import Context
from django.template.defaultfilters import stringfilter
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

AVATAR_COLOURS = 5


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon of the sprite (static/img/icons.svg). It is decorative: text beside it says the same."""
    return format_html(
        '<svg class="icon" aria-hidden="true" width="20" height="20"><use href="{}#{}"/></svg>',
        static("img/icons.svg"),
        name,
    )


class Person(Protocol):
    """A person whom an avatar stands for, such as an account."""

    pk: Any

    @property
    def initials(self) -> str: ...


@register.simple_tag
def avatar(person: Person, size: str = "") -> SafeString:
    """Draw a person's initials in a disc, or a plain figure for a departed agent. `size` is "" or "small"."""
    if not person.initials:
        return format_html(
            '<svg class="avatar avatar--departed{}" viewBox="0 0 40 40" width="38" height="38"'
            ' aria-hidden="true"><circle cx="20" cy="20" r="20"/>'
            '<path d="M20 10a6 6 0 1 1 0 12 6 6 0 0 1 0-12zM9 32c0-6 5-8 11-8s11 2 11 8z"/></svg>',
            f" avatar--{size}" if size else "",
        )
    return format_html(
        '<svg class="avatar avatar--{}{}" viewBox="0 0 40 40" width="38" height="38" aria-hidden="true">'
        '<circle cx="20" cy="20" r="20"/><text x="20" y="25.5">{}</text></svg>',
        person.pk % AVATAR_COLOURS,
        f" avatar--{size}" if size else "",
        person.initials,
    )


@register.filter
def page_numbers(page: Page) -> Iterator[int | str]:
    """Return the numbers of the pages of a list that lead somewhere near, with dots for the others."""
    return page.paginator.get_elided_page_range(page.number)


@register.simple_tag(takes_context=True)
def page_address(context: Context, number: int, parameter: str) -> str:
    """Return the query string that leads to a page of a list. The rest of the address stays as it is."""
    address = context["request"].GET.copy()
    address[parameter or "page"] = str(number)
    return f"?{address.urlencode()}"


@register.filter
@stringfilter
def first_words(text: str, count: int) -> str:
    """Return the beginning of a text. `truncatewords` would replace no-break spaces by plain ones."""
    words = re.split(r"[ \t\r\n]+", text.strip())
    return " ".join(words[:count]) + (" …" if len(words) > count else "")
