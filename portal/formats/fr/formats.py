"""Formats of French that differ from Django's: hours as "14 h 05", narrow no-break spaces in numbers."""

TIME_FORMAT = "G\u00a0\\h\u00a0i"
DATETIME_FORMAT = f"j F Y à {TIME_FORMAT}"
SHORT_DATETIME_FORMAT = f"d/m/Y {TIME_FORMAT}"
THOUSAND_SEPARATOR = "\u202f"
