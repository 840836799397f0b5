"""Reading of dates and times as people type them: day first, in figures or words, in French or English.

A two-digit year is of this century. The name of a month may be cut short while it names one month. Hours
count from 0 to 23. A text that is not understood completely is refused, never completed by a guess.
"""

import datetime
import re

from django.utils.dateparse import parse_datetime

from .text import fold

_CENTURY = 2000
_MONTHS = (
    ("janvier", "january"),
    ("fevrier", "february"),
    ("mars", "march"),
    ("avril", "april"),
    ("mai", "may"),
    ("juin", "june"),
    ("juillet", "july"),
    ("aout", "august"),
    ("septembre", "september"),
    ("octobre", "october"),
    ("novembre", "november"),
    ("decembre", "december"),
)
_DATES = [
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?P<year>[12]\d{3})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})(?P<mark>[/.-])(?P<month>\d{1,2})(?P=mark)(?P<year>[12]\d{3})",
        r"(?P<day>\d{1,2})(?P<mark>[/.])(?P<month>\d{1,2})(?P=mark)(?P<short_year>\d{2})",
        r"(?P<day>\d{1,2})(?:er)? (?P<word>[a-z]{3,})\.? (?P<year>[12]\d{3})",
    )
]
_TIMES = [
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?P<hour>\d{1,2}) ?[:h] ?(?P<minute>\d{2})",
        r"(?P<hour>\d{1,2}):(?P<minute>\d{2}):(?P<second>\d{2})",
        r"(?P<hour>\d{1,2}) ?h",
    )
]
_DATE_AND_TIME = re.compile(r"(?P<date>.*?\d{2})(?: a| ?,)? (?P<time>\d{1,2} ?[:h].*)", re.ASCII)


def read_date(text: str) -> datetime.date:
    """Return the date in this text. Raise ValueError if it holds none that exists."""
    return _date(fold(text))


def read_time(text: str) -> datetime.time:
    """Return the time of day in this text. Raise ValueError if it holds none."""
    return _time(fold(text))


def read_datetime(text: str) -> datetime.datetime:
    """Return the date and time in this text. A date alone gives its midnight.

    The result is naive, unless the text is in ISO 8601 and names a zone. Raise ValueError if the text holds
    no moment.
    """
    if moment := parse_datetime(text.strip()):
        return moment
    plain = fold(text)
    both = _DATE_AND_TIME.fullmatch(plain)
    if both is None:
        return datetime.datetime.combine(_date(plain), datetime.time())
    return datetime.datetime.combine(_date(both["date"]), _time(both["time"]))


def _date(text: str) -> datetime.date:
    for pattern in _DATES:
        if found := pattern.fullmatch(text):
            parts = found.groupdict()
            year = int(parts["year"]) if parts.get("year") else _CENTURY + int(parts["short_year"])
            month = int(parts["month"]) if parts.get("month") else _month(parts["word"])
            return datetime.date(year, month, int(parts["day"]))
    raise ValueError(f"not a date: {text!r}")


def _month(word: str) -> int:
    """Return the number of the one month that starts like this: "févr." names one, "jui" none."""
    numbers = [n for n, names in enumerate(_MONTHS, 1) if any(name.startswith(word) for name in names)]
    if len(numbers) != 1:
        raise ValueError(f"not a month: {word!r}")
    return numbers[0]


def _time(text: str) -> datetime.time:
    for pattern in _TIMES:
        if found := pattern.fullmatch(text):
            parts = found.groupdict()
            return datetime.time(int(parts["hour"]), int(parts.get("minute", 0)), int(parts.get("second", 0)))
    raise ValueError(f"not a time: {text!r}")
