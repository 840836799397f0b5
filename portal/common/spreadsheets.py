"""Texts in a file that a spreadsheet opens.

A spreadsheet takes a cell of a CSV file that starts with certain characters for a formula, which may run a
command or send the table away: https://owasp.org/www-community/attacks/CSV_Injection
"""

from typing import Any

from django.utils.encoding import force_str
from wagtail.admin.views.mixins import SpreadsheetExportMixin

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def inert(value: Any) -> Any:
    """The value for a cell of a CSV file; a text that would be a formula starts with an apostrophe."""
    text = force_str(value, strings_only=True)
    return f"'{text}" if isinstance(text, str) and text.startswith(FORMULA_STARTS) else text


def install() -> None:
    """Let every CSV export of the administration write inert texts; its XLSX exports do by themselves."""
    processes = SpreadsheetExportMixin.custom_value_preprocess
    processes[object] = {SpreadsheetExportMixin.FORMAT_CSV: inert}
