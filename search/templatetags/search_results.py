"""Texts of results, with the words of the query marked."""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString

from search.query import Segment

register = template.Library()


@register.filter
def marked(segments: Iterable[Segment]) -> SafeString:
    """Write a text whose matching words are marked."""
    return SafeString(
        "".join(
            f"<mark>{escape(segment.text)}</mark>" if segment.marked else escape(segment.text)
            for segment in segments
        )
    )
