"""Reading of table cells as people fill them in, in a CSV file or a workbook.

A value that can be understood in two ways is refused, with what to write instead: "1,650" is neither 1650 nor
1,65.
"""

import datetime
import re
from contextlib import suppress
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from .dates import read_date
from .text import has_something_to_read

DECIMALS = 2
EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
_SHOWN = 40  # characters of a cell in a message
_YEAR = re.compile(r"[12]\d{3}", re.ASCII)
# A whole number, its thousands apart by spaces or not, then decimals.
_PLAIN = re.compile(r"(?P<whole>\d{1,3}(?: \d{3})+|\d+)(?:[.,](?P<part>\d+))?", re.ASCII)
# Both signs say which is which: 1.650,50 and 1,650.50.
_BOTH_SIGNS = re.compile(
    r"(?P<whole>\d{1,3}(?:(?P<mark>[.,])\d{3})+)(?!(?P=mark))[.,](?P<part>\d+)", re.ASCII
)
_ONE_SIGN_AND_THREE_FIGURES = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII)


class CellError(Exception):
    """A cell or a line is wrong. The message is for the person who sent the file."""


def read_text(cell: Any, *, longest: int | None = None) -> str:
    """Return the text of a cell, or "" if there is nothing to read in it."""
    if isinstance(cell, bool):
        cell = _("TRUE") if cell else _("FALSE")  # as a spreadsheet shows it
    elif isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = "" if cell is None else str(cell).strip()
    if longest is not None and len(text) > longest:
        raise CellError(
            _("“%(value)s…” is longer than %(length)s characters.")
            % {"value": text[:_SHOWN], "length": longest}
        )
    return text if has_something_to_read(text) else ""


def read_amount(cell: Any, *, largest: Decimal) -> Decimal:
    """Return a positive number of at most two decimals. An empty cell is zero.

    Raise `CellError` for anything else.
    """
    text = read_text(cell)
    if not text:
        return Decimal(0)
    if isinstance(cell, bool):
        raise CellError(_("“%(value)s” is not a number.") % {"value": text})
    amount = Decimal(str(cell)) if isinstance(cell, int | float) else _typed_amount(text)
    if not amount.is_finite() or not 0 <= amount <= largest:
        raise CellError(_("“%(value)s” is out of range.") % {"value": text[:_SHOWN]})
    if amount != (rounded := round(amount, DECIMALS)):
        raise CellError(
            _("“%(value)s” has more than %(count)s decimals: round it.")
            % {"value": text[:_SHOWN], "count": DECIMALS}
        )
    return rounded


def _typed_amount(text: str) -> Decimal:
    plain = " ".join(text.replace("€", " ").split())
    if _ONE_SIGN_AND_THREE_FIGURES.fullmatch(plain):
        raise CellError(
            _("“%(value)s” can be read in two ways: write the thousands without any sign, as in 1650.")
            % {"value": text[:_SHOWN]}
        )
    found = _PLAIN.fullmatch(plain) or _BOTH_SIGNS.fullmatch(plain)
    if not found:
        raise CellError(_("“%(value)s” is not a number.") % {"value": text[:_SHOWN]})
    whole = re.sub(r"\D", "", found["whole"])
    return Decimal(f"{whole}.{found['part'] or 0}")


def read_day(cell: Any) -> datetime.date:
    """Return a day. A year alone gives its last day. Raise `CellError` for what is no date."""
    found: datetime.date | None = None
    if isinstance(cell, datetime.datetime):
        found = cell.date()
    elif isinstance(cell, datetime.date):
        found = cell
    elif _YEAR.fullmatch(text := read_text(cell)):
        found = datetime.date(int(text), 12, 31)
    else:
        with suppress(ValueError):
            found = read_date(text)
    if found is None:
        raise CellError(
            _("“%(value)s” is not a date: write 31/12/2016, or a year.") % {"value": read_text(cell)[:_SHOWN]}
        )
    if not EARLIEST_YEAR <= found.year <= LATEST_YEAR:
        raise CellError(_("“%(value)s” is out of range.") % {"value": read_text(cell)[:_SHOWN]})
    return found
