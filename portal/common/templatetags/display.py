"""Template tags and filters that are built in: no template loads them."""

from collections.abc import Callable
from typing import Any

from django import template
from django.template import Engine
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.models import Page

from .. import display
from ..access import user_can_view
from ..limits import limit_in_words
from ..places import shown_in

register = template.Library()


def _or_nothing(write: Callable[..., str]) -> Callable[..., str]:
    """Make a filter show nothing for a missing value, as Django's own filters do."""

    def shown(value: Any, *arguments: Any) -> str:
        return "" if value is None or value == "" else write(value, *arguments)

    return shown


register.filter("day", _or_nothing(display.format_date))
register.filter("short_day", _or_nothing(display.format_short_date))
register.filter("month", _or_nothing(display.format_month))
register.filter("moment", _or_nothing(display.format_datetime))
register.filter("clock", _or_nothing(display.format_time))
register.filter("iso", _or_nothing(display.format_iso))
register.filter("number", _or_nothing(display.format_number))
register.filter("money", _or_nothing(display.format_money))
register.filter("percent", _or_nothing(display.format_percent))
register.filter("size", _or_nothing(display.format_size))
register.filter("duration", _or_nothing(display.format_duration))
# A measured value with its unit: {{ value|quantity:"jours" }}.
register.filter("quantity", display.format_quantity)
# A limit of `settings.LIMITS`: {% limit "comment_correction" as period %}.
register.simple_tag(limit_in_words, name="limit")


@register.simple_tag(takes_context=True)
def place(context: Context, name: str, **values: Any) -> SafeString:
    """Show what apps above put in this place, with the page's context and these values."""
    engine = Engine.get_default()
    with context.push(**values):
        parts = [(engine.get_template(part).render(context),) for part in shown_in(name)]
    return format_html_join("", "{}", parts)


@register.filter
def isolated(name: object) -> SafeString:
    """Write a person's name within a sentence of HTML: a name of another script turns no word around it."""
    return format_html("<bdi>{}</bdi>", name)


@register.simple_tag(takes_context=True)
def readable(context: Context, page: Page | None) -> Page | None:
    """Return the page if the reader may read it, else None: {% readable value.page as page %}.

    Without a request nobody in particular reads: a page that is restricted at all is left out.
    """
    if page is None:
        return None
    request = context.get("request")
    if request is None:
        return page if page.live and not page.get_view_restrictions().exists() else None
    return page if user_can_view(request, page) else None
