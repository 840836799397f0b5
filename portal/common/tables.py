"""Reading of a table that people send, as a CSV file or a workbook, without silent guesses.

A file whose meaning is unclear is refused as a whole: unknown headings, several sheets, merged cells. What
had to be assumed (an encoding, a separator, the results of formulas) is listed in `notes`.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from .cells import CellError, read_text
from .display import format_number
from .spreadsheets import FORMULA_STARTS
from .text import fold

SEPARATORS = (";", ",", "\t")
EXTENSIONS = (".csv", ".xlsx")
# Of a workbook: a cell takes half a kilobyte of memory.
MAX_UNPACKED_BYTES = 10 * 1024 * 1024
WIDEST = 100  # columns
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# What office suites do not write: openpyxl says so in as many ways as it has parts.
_BROKEN_BOOK = (
    BadZipFile,
    InvalidFileException,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    SyntaxError,
    AttributeError,
)

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


def read_table(file: File, *, columns: Columns, required: Sequence[str], longest: int) -> Table:
    """Read the lines under the headings, without the empty ones. At most `longest` lines are accepted.

    Raise `ValidationError` for a file that is no table, or has other columns.
    """
    extension = PurePosixPath(file.name or "").suffix.lower()
    if extension not in EXTENSIONS:
        raise ValidationError(_("Send a .csv or .xlsx file."))
    table = Table()
    known = {_plain_heading(heading): name for name, headings in columns.items() for heading in headings}
    lines = (
        _csv_lines(file.read(), known, table) if extension == ".csv" else _xlsx_lines(file, longest, table)
    )
    headings: dict[int, str] | None = None
    for number, cells in lines:
        if headings is None:
            headings = _read_headings(cells, known, columns, required)
            width = len(cells)
            continue
        if not any(read_text(cell) for cell in cells):
            continue
        if len(table.rows) + len(table.errors) >= longest:
            raise ValidationError(_too_long(longest))
        if len(cells) != width:
            message = _("This line has %(cells)s cells and the headings %(headings)s.")
            table.errors.append((number, message % {"cells": len(cells), "headings": width}))
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


def _too_long(longest: int) -> str:
    return _("This file has more than %(count)s lines: send it in parts.") % {"count": format_number(longest)}


# Headings


def _plain_heading(cell: Any) -> str:
    """Return a heading without case, accents and signs: "Coût (€)" and "coût" are the same."""
    words = "".join(char if char.isalnum() else " " for char in fold(read_text(cell).partition("(")[0]))
    return " ".join(words.split())


def _read_headings(
    cells: Sequence[Any], known: Mapping[str, str], columns: Columns, required: Sequence[str]
) -> dict[int, str]:
    """Return the name of the column at each place. All headings must be known, and none may occur twice."""
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
    text = _decode(content, table)
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
            yield begins, [_as_typed(cell) for cell in cells]
            begins = reader.line_num + 1 + skipped
    except (csv.Error, CellError):
        table.errors.append(
            (begins, _("A quotation mark is opened on this line and not closed, or misplaced."))
        )


def _decode(content: bytes, table: Table) -> str:
    """Decode UTF-8, UTF-16 with its mark, or else the encoding of Excel on Windows.

    The last is an assumption, which is noted.
    """
    marked = [encoding for mark, encoding in _BYTE_ORDER_MARKS.items() if content.startswith(mark)]
    encoding = marked[0] if marked else "utf-8"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        if marked:
            raise ValidationError(_("This file is not a table that can be read.")) from error
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise ValidationError(
            _("The encoding of this file is unknown: save it as “CSV UTF-8”, or as .xlsx.")
        ) from error
    table.notes.append(_("The file was read in the encoding of Windows: check the accents below."))
    return text


def _separator(text: str, known: Mapping[str, str]) -> str:
    """Return the separator that gives the most known headings in the first line."""

    def headings(separator: str) -> tuple[int, int]:
        cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), [])
        return sum(_plain_heading(cell) in known for cell in cells), len(cells)

    return max(SEPARATORS, key=headings)


def _refuse_swallowed_lines(cells: Sequence[str], separator: str, width: int) -> None:
    """Refuse a cell that holds whole lines of the table because its quotation mark was never closed."""
    for cell in cells:
        lines = cell.splitlines()
        if len(lines) > 1 and any(line.count(separator) >= max(width - 1, 1) for line in lines):
            raise CellError


def _as_typed(cell: str) -> str:
    """Remove the apostrophe that the portal's exports add so that a text is no formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS) else cell


# Workbooks


def _xlsx_lines(file: File, longest: int, table: Table) -> Iterator[Line]:
    sheet = _only_sheet(_load(file).worksheets)
    if sheet.max_row > longest + 1 or sheet.max_column > WIDEST:
        raise ValidationError(_too_long(longest))
    _refuse_what_hides(sheet)
    table.notes.append(_("The sheet “%(name)s” was read.") % {"name": sheet.title})
    results = None
    for row in sheet.iter_rows():
        values = [cell.value for cell in row]
        for place, cell in enumerate(row):
            if cell.data_type == "f":
                if results is None:
                    results = _load(file, data_only=True)[sheet.title]
                    table.notes.append(
                        _("Some cells hold formulas: the results that were saved with them were read.")
                    )
                values[place] = _result(cell, results[cell.coordinate].value)
            if cell.data_type == "e" or values[place] in ERROR_CODES:
                raise ValidationError(
                    _("The cell %(cell)s holds an error: %(value)s.")
                    % {"cell": cell.coordinate, "value": values[place]}
                )
        yield row[0].row, values


def _load(file: File, *, data_only: bool = False) -> Workbook:
    file.seek(0)
    try:
        with ZipFile(file) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked <= MAX_UNPACKED_BYTES:
            file.seek(0)
            return load_workbook(file, data_only=data_only)
    except _BROKEN_BOOK as error:
        raise ValidationError(_("This file is not a table that can be read.")) from error
    raise ValidationError(
        _("This workbook is too large: keep only the sheet to read, as values, and send it again.")
    )


def _result(cell: Cell, value: Any) -> Any:
    if value is None:
        raise ValidationError(
            _(
                "The cell %(cell)s holds a formula without its result: open the file in a spreadsheet, save "
                "it, and send it again."
            )
            % {"cell": cell.coordinate}
        )
    return value


def _only_sheet(sheets: Sequence[Worksheet]) -> Worksheet:
    """Return the one visible sheet that is not empty."""
    filled = [
        sheet for sheet in sheets if sheet.sheet_state == "visible" and sheet.calculate_dimension() != "A1:A1"
    ]
    if len(filled) > 1:
        raise ValidationError(
            _("Several sheets hold something: %(names)s. Send a file with one.")
            % {"names": ", ".join(f"« {sheet.title} »" for sheet in filled)}
        )
    if not filled:
        raise ValidationError(_("This file holds no line under its headings."))
    return filled[0]


def _refuse_what_hides(sheet: Worksheet) -> None:
    if sheet.merged_cells.ranges:
        raise ValidationError(
            _("The cells %(cells)s are merged: split them, so that each cell has its own value.")
            % {"cells": str(next(iter(sheet.merged_cells.ranges)))}
        )
    hidden = [str(number) for number, row in sheet.row_dimensions.items() if row.hidden]
    hidden += [letter for letter, column in sheet.column_dimensions.items() if column.hidden]
    if hidden:
        raise ValidationError(
            _("Lines or columns are hidden (%(which)s): show or delete them.")
            % {"which": ", ".join(hidden[:20])}
        )
