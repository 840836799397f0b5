"""Formats of the English interface that differ from Django's: the day comes first, as when it is typed."""

TIME_FORMAT = "H:i"
DATE_FORMAT = "j F Y"
DATETIME_FORMAT = f"{DATE_FORMAT} {TIME_FORMAT}"
MONTH_DAY_FORMAT = "j F"
SHORT_DATE_FORMAT = "d/m/Y"
SHORT_DATETIME_FORMAT = f"{SHORT_DATE_FORMAT} {TIME_FORMAT}"
FIRST_DAY_OF_WEEK = 1  # Monday
