"""Dates, times and numbers for readers: "1er juin 2018", "14 h 05", "1 650", "65 %".

Pages, mails, labels and messages all use these functions. Templates use the filters of
`templatetags/display.py`. `portal/formats/` holds what differs between languages.
"""

import datetime
import math
import re
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format, time_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

NO_BREAK_SPACE = "\u00a0"

Day = datetime.date | datetime.datetime
Number = int | float | Decimal

_FIRST_OF_MONTH = re.compile(r"^1(?= \w)")
_DECIMALS = 2


def format_date(day: Day) -> str:
    """Return the day in words, in local time: "1er juin 2018"."""
    return _written(day, "DATE_FORMAT")


def format_short_date(day: Day) -> str:
    """Return the day in figures, for the columns of the administration: "01/06/2018"."""
    return date_format(_local(day), "SHORT_DATE_FORMAT")


def format_day_of_year(day: Day) -> str:
    """Return the day without its year: "1er juin"."""
    return _written(day, "MONTH_DAY_FORMAT")


def format_month(day: Day) -> str:
    """Return the month and its year: "juin 2018"."""
    return _written(day, "YEAR_MONTH_FORMAT")


def format_datetime(moment: datetime.datetime) -> str:
    """Return the day and the time, local: "1er juin 2018 à 14 h 05"."""
    return _written(moment, "DATETIME_FORMAT")


def format_time(moment: datetime.datetime | datetime.time) -> str:
    """Return the local time of day: "14 h 05"."""
    return time_format(_local(moment), "TIME_FORMAT")


def format_iso(day: Day) -> str:
    """Return a day or a moment for the attribute `datetime`: 2018-06-01T14:05+02:00, which HTML accepts."""
    local = _local(day)
    return local.isoformat(timespec="minutes") if isinstance(local, datetime.datetime) else local.isoformat()


def format_number(value: Number) -> str:
    """Return a number with separated thousands and at most two decimals, without useless ones: "1 650,5"."""
    if isinstance(value, int) and -1000 < value < 1000:  # most numbers of a page: nothing to separate
        return str(value)
    rounded = round(Decimal(str(value)), _DECIMALS).normalize()
    decimals = max(0, -int(rounded.as_tuple().exponent))
    return number_format(rounded, decimal_pos=decimals, force_grouping=True)


def format_quantity(value: Number, unit: str = "") -> str:
    """Return a number and its unit, joined by a no-break space."""
    return f"{format_number(value)}{NO_BREAK_SPACE}{unit}" if unit else format_number(value)


def format_size(size: int) -> str:
    """Return a number of bytes in the unit that suits it: "500 Mo"."""
    if size >= 1024**3:
        return _("%(number)s GB") % {"number": format_number(round(size / 1024**3, 1))}
    if size >= 1024**2:
        return _("%(number)s MB") % {"number": format_number(round(size / 1024**2, 1))}
    return _("%(number)s KB") % {"number": format_number(math.ceil(size / 1024))}


def format_duration(seconds: float) -> str:
    """Return the length of a film, or a place in it, in minutes and seconds: "4:36"."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"


def format_money(value: Number) -> str:
    """Return an amount in euros, with two decimals or none: "1 650,50 €"."""
    amount = round(Decimal(str(value)), _DECIMALS)
    decimals = 0 if amount == amount.to_integral_value() else _DECIMALS
    return f"{number_format(amount, decimal_pos=decimals, force_grouping=True)}{NO_BREAK_SPACE}€"


def format_percent(value: Number) -> str:
    """Return a whole percentage, with the space that the language wants: "65 %"."""
    return _("%(number)s%%") % {"number": format_number(round(value))}


def _local(moment: Any) -> Any:
    aware = isinstance(moment, datetime.datetime) and timezone.is_aware(moment)
    return timezone.localtime(moment) if aware else moment


def _written(day: Day, name: str) -> str:
    """Format a date with Django's format of this name.

    In French the first day of a month is an ordinal, the others are not.
    """
    text = date_format(_local(day), name)
    return _FIRST_OF_MONTH.sub("1er", text) if get_language() == "fr" else text
