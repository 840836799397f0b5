"""Showing personal data to people."""

import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

from portal.common.display import format_date, format_datetime, format_number
from portal.common.retention import periods

register = template.Library()
register.simple_tag(periods, name="retention_periods")


@register.filter
def fact(value: Any) -> str:
    """Return a value of the archive in words."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.datetime):
        return format_datetime(value)
    if isinstance(value, datetime.date):
        return format_date(value)
    return format_number(value) if isinstance(value, float | Decimal) else str(value)
