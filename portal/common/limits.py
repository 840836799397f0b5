"""The limits that people read about, written from `settings.LIMITS`, which the code applies."""

import datetime

from django.conf import settings
from django.utils.functional import lazy

from .display import format_number, format_size, format_time
from .retention import period_in_words


def limit_in_words(name: str) -> str:
    """Return a limit for readers: a period, an hour, a size (name in `_bytes`) or a number."""
    value = settings.LIMITS[name]
    if isinstance(value, datetime.timedelta):
        return period_in_words(value)
    if isinstance(value, datetime.time):
        return format_time(value)
    return format_size(value) if name.endswith("_bytes") else format_number(value)


limit_in_words_lazy = lazy(limit_in_words, str)
