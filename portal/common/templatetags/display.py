"""Template filters for dates, times and numbers. They are built in: no template loads them."""

from collections.abc import Callable
from typing import Any

from django import template

from .. import display
from ..limits import limit_in_words

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
