"""A long page and its table of contents."""

from django.template import Context
from wagtail.blocks import RichTextBlock, StreamBlock

from portal.common.templatetags.story import story


class Body(StreamBlock):
    text = RichTextBlock()


def render(*texts: str) -> object:
    body = Body().to_python([{"type": "text", "value": text} for text in texts])
    return story(Context(), body)


def test_each_heading_gets_an_anchor_of_its_own() -> None:
    result = render("<h2>La genèse</h2><p>a</p>", "<h2>La <b>genèse</b></h2><h3>Détail</h3>")
    assert [(heading.text, heading.anchor) for heading in result.headings] == [
        ("La genèse", "la-genese-1"),
        ("La genèse", "la-genese-2"),
    ]
    assert '<h2 id="la-genese-2">' in result.html
    assert "<h3>" in result.html


def test_a_body_without_heading_has_no_contents() -> None:
    assert render("<p>a</p>").headings == []
