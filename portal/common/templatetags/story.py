"""A long page and its table of contents."""

import re
from dataclasses import dataclass

from django import template
from django.template.context import Context
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from wagtail.blocks import StreamValue

from portal.common.text import slug

register = template.Library()

# What a model text leaves to the editors, outside tags.
TO_COMPLETE = re.compile(r"\[(?:à compléter|contenu de démonstration)\b[^\]<]*\](?![^<>]*>)")
HEADING = re.compile(r"<h2(?P<attributes>[^>]*)>(?P<text>.*?)</h2>", re.DOTALL)


@dataclass(frozen=True)
class Heading:
    """A heading of level 2."""

    text: str
    anchor: str


@dataclass(frozen=True)
class Story:
    """The HTML of a page's body, and its headings of level 2 with their anchors."""

    html: SafeString
    headings: list[Heading]


@register.simple_tag(takes_context=True)
def story(context: Context, body: StreamValue) -> Story:
    """Render `body`, give each heading of level 2 an anchor, and mark what is to be completed."""
    headings: list[Heading] = []

    def anchored(found: re.Match[str]) -> str:
        text = strip_tags(found["text"]).strip()
        anchor = f"{slug(text) or 'section'}-{len(headings) + 1}"
        headings.append(Heading(text, anchor))
        return f'<h2 id="{anchor}"{found["attributes"]}>{found["text"]}</h2>'

    parent = context.flatten()
    html = "".join(block.render(parent) for block in body)
    html = TO_COMPLETE.sub(r'<mark class="to-complete">\g<0></mark>', html)
    return Story(mark_safe(HEADING.sub(anchored, html)), headings)  # noqa: S308 blocks escape their text
