"""Small pieces of interface that templates draw: icons, initials, the first words of a text."""

import re
from typing import Any, Protocol

from django import template
from django.template.defaultfilters import stringfilter
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

AVATAR_COLOURS = 5


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite (static/img/icons.svg), for the eye only: text beside it says the same."""
    return format_html(
        '<svg class="icon" aria-hidden="true" width="20" height="20"><use href="{}#{}"/></svg>',
        static("img/icons.svg"),
        name,
    )


class Person(Protocol):
    """Whom an avatar stands for; an account is one."""

    pk: Any

    @property
    def initials(self) -> str: ...


@register.simple_tag
def avatar(person: Person, size: str = "") -> SafeString:
    """A person's initials in a disc; a plain figure for a departed agent. `size`: nothing or "small"."""
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
@stringfilter
def first_words(text: str, count: int) -> str:
    """The beginning of a text. `truncatewords` would turn no-break spaces into plain ones."""
    words = re.split(r"[ \t\r\n]+", text.strip())
    return " ".join(words[:count]) + (" …" if len(words) > count else "")
