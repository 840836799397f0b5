"""Showing personal data to people."""

import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.common.retention import Period, periods

register = template.Library()


@register.filter
def fact(value: Any) -> str:
    """Return a value of the archive in words."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, datetime.date):
        return date_format(value, "DATE_FORMAT")
    return str(value)


@register.simple_tag
def retention_periods() -> list[Period]:
    """Return what is kept and how long, from the settings that the purge obeys."""
    return periods()
