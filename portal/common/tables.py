"""Reading of a table that people send, as a CSV file or a workbook, without silent guesses.

A file whose meaning is unclear is refused as a whole: unknown headings, several sheets, merged cells. What
had to be assumed (an encoding, a separator, the results of formulas) is listed in `notes`.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from .cells import CellError, read_text
from .display import format_number
from .encodings import decode
from .spreadsheets import as_typed
from .text import fold
from .workbooks import WIDEST, read_rows, too_long

SEPARATORS = (";", ",", "\t")
EXTENSIONS = (".csv", ".xlsx")
# The columns that a table may have: the headings that name each.
Columns = Mapping[str, Sequence[str]]
# Its number in the file, and its cells.
Line = tuple[int, Sequence[Any]]


@dataclass
class Table:
    """The content of a file: rows by column name, errors by line, and what had to be assumed."""

    rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def check_name(file: File) -> None:
    """Refuse a file whose name does not say that it is a table."""
    if _extension(file) not in EXTENSIONS:
        raise ValidationError(_("Send a .csv or .xlsx file."))


def _extension(file: File) -> str:
    return PurePosixPath(file.name or "").suffix.lower()


def read_table(file: File, *, columns: Columns, required: Sequence[str], longest: int) -> Table:
    """Read the lines under the headings, without the empty ones. At most `longest` lines are accepted.

    Raise `ValidationError` for a file that is no table, or has other columns.
    """
    check_name(file)
    table = Table()
    known = {_plain_heading(heading): name for name, headings in columns.items() for heading in headings}
    is_csv = _extension(file) == ".csv"
    lines = _csv_lines(file.read(), known, table) if is_csv else read_rows(file, longest, table.notes)
    headings: dict[int, str] | None = None
    for number, cells in lines:
        if headings is None:
            if len(cells) > WIDEST:
                raise ValidationError(_too_wide(len(cells)))
            headings = _read_headings(cells, known, columns, required)
            width = len(cells)
            continue
        if len(cells) <= WIDEST and not any(read_text(cell) for cell in cells):
            continue
        if len(table.rows) + len(table.errors) >= longest:
            raise ValidationError(too_long(longest))
        if len(cells) != width:
            table.errors.append((number, _wrong_width(len(cells), width)))
        elif outside := [
            cell for place, cell in enumerate(cells) if place not in headings and read_text(cell)
        ]:
            message = _("“%(value)s” is in a column without a heading.")
            table.errors.append((number, message % {"value": read_text(outside[0])[:40]}))
        else:
            table.rows.append((number, {name: cells[place] for place, name in headings.items()}))
    if headings is None or (not table.rows and not table.errors):
        raise ValidationError(_("This file holds no line under its headings."))
    return table


def _too_wide(cells: int) -> str:
    return _("The first line has %(count)s cells: this is not a table that can be read.") % {
        "count": format_number(cells)
    }


def _wrong_width(cells: int, headings: int) -> str:
    return _("This line has %(cells)s cells and the headings %(headings)s.") % {
        "cells": cells,
        "headings": headings,
    }


# Headings


def _plain_heading(cell: Any) -> str:
    """Return a heading without case, accents and signs: "Coût (€)" and "coût" are the same."""
    words = "".join(char if char.isalnum() else " " for char in fold(read_text(cell).partition("(")[0]))
    return " ".join(words.split())


def _read_headings(
    cells: Sequence[Any], known: Mapping[str, str], columns: Columns, required: Sequence[str]
) -> dict[int, str]:
    """Return the name of the column at each place.

    All headings must be known, and none may occur twice.
    """
    found: dict[int, str] = {}
    unknown: list[str] = []
    for place, cell in enumerate(cells):
        name = known.get(_plain_heading(cell))
        if name in found.values():
            raise ValidationError(
                _("Two columns have the same heading: “%(heading)s”. Keep one.")
                % {"heading": read_text(cell)[:60]}
            )
        if name:
            found[place] = name
        elif heading := read_text(cell):
            unknown.append(heading[:60])
    if unknown or not set(required) <= set(found.values()):
        names = ", ".join(headings[0] for headings in columns.values())
        message = _("The first line must name the columns. The known columns are: %(names)s.")
        if unknown:
            message = _("These columns are unknown: %(unknown)s. The known columns are: %(names)s.")
        raise ValidationError(
            message % {"unknown": ", ".join(f"« {heading} »" for heading in unknown), "names": names}
        )
    return found


# CSV


def _csv_lines(content: bytes, known: Mapping[str, str], table: Table) -> Iterator[Line]:
    text, assumed = decode(content)
    if assumed:
        table.notes.append(_("The file was read in the encoding of Windows: check the accents below."))
    first, _end, rest = text.partition("\n")
    skipped = 0
    if first.strip().lower() in (f"sep={separator}" for separator in SEPARATORS):  # as Excel understands it
        separator, text, skipped = first.strip()[4:] or "\t", rest, 1
    else:
        separator = _separator(text, known)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1 + skipped
    try:
        for cells in reader:
            if begins == 1 + skipped:
                width = len(cells)
            _refuse_swallowed_lines(cells, separator, width)
            yield begins, [as_typed(cell) for cell in cells]
            begins = reader.line_num + 1 + skipped
    except (csv.Error, CellError):
        table.errors.append(
            (
                begins,
                _(
                    "A quotation mark is opened on this line and not closed, or misplaced; or a cell is far "
                    "too long."
                ),
            )
        )


def _separator(text: str, known: Mapping[str, str]) -> str:
    """Return the separator that gives the most known headings in the first line."""

    def headings(separator: str) -> tuple[int, int]:
        cells: list[str] = []
        with suppress(csv.Error):  # which is told when the lines are read
            cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), [])
        return sum(_plain_heading(cell) in known for cell in cells[:WIDEST]), len(cells)

    return max(SEPARATORS, key=headings)


def _refuse_swallowed_lines(cells: Sequence[str], separator: str, width: int) -> None:
    """Refuse a cell that holds whole lines of the table because its quotation mark was never closed."""
    for cell in cells:
        lines = cell.splitlines()
        if len(lines) > 1 and any(line.count(separator) >= max(width - 1, 1) for line in lines):
            raise CellError
