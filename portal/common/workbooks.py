"""The rows of a workbook. Its parts are measured first: a few kilobytes may unfold into millions of cells.

openpyxl reads the rows one by one (`read_only`), since otherwise it makes a cell of every place that a merged
range, a link or a remark names.
"""

import io
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zipfile import BadZipFile, ZipFile

from defusedxml.ElementTree import ParseError, iterparse
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils import coordinate_to_tuple, get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.xml.constants import SHEET_MAIN_NS

from .display import format_number

MAX_UNPACKED_BYTES = 10 * 1024 * 1024
# A sheet of 5,000 lines and 12 columns of texts takes 250,000 elements of XML.
MAX_ELEMENTS = 400_000
MAX_OTHER_ELEMENTS = 50_000  # styles, names of sheets, drawings
MAX_CHARACTERS = 5_000_000  # a text that is written once may stand in every cell
WIDEST = 100  # columns
_SHOWN = 40  # characters of what the file says, in a message
_CELL_ELEMENTS = {f"{{{SHEET_MAIN_NS}}}{name}": name for name in ("row", "c", "v", "f", "is", "si", "t")}
_LAYOUT_ELEMENTS = {f"{{{SHEET_MAIN_NS}}}{name}": name for name in ("col", "mergeCell")}
# What office suites do not write: openpyxl says so in as many ways as it has parts.
_BROKEN_BOOK = (
    BadZipFile, zlib.error, EOFError, InvalidFileException, ValueError, KeyError, IndexError, TypeError,
    SyntaxError, AttributeError, ArithmeticError, RuntimeError,
)  # fmt: skip


class _TooLargeError(Exception):
    """The workbook holds more than any table that may be imported."""


@dataclass
class _Part:
    """What a part of the workbook holds: how far its cells are filled, and what hides or joins cells."""

    row: int = 0
    column: int = 0
    height: int = 0
    width: int = 0
    filled: int = 0
    formulas: bool = False
    merged: str = ""
    hidden: list[str] = field(default_factory=list)

    def add(self, name: str, element: Any) -> None:
        """Count an element. Raise `ValueError` for cells that do not follow one another."""
        if name == "row":
            self._advance(row=int(element.get("r", self.row + 1)), column=0)
            if element.get("hidden") in ("1", "true"):
                self.hidden.append(str(self.row))
        elif name == "c":
            place = element.get("r")
            column = coordinate_to_tuple(place)[1] if place else self.column + 1
            self._advance(row=self.row, column=column)
        elif name in ("v", "f", "is"):
            self.height, self.width = self.row, max(self.width, self.column)
            self.filled += 1
            self.formulas = self.formulas or name == "f"
        elif name == "mergeCell":
            self.merged = self.merged or str(element.get("ref", ""))
        elif name == "col" and element.get("hidden") in ("1", "true"):
            self.hidden.append(get_column_letter(int(element.get("min", ""))))

    def _advance(self, *, row: int, column: int) -> None:
        if (row, column) <= (self.row, self.column):
            raise ValueError("Cells stand before those above or beside them.")
        self.row, self.column = row, column


def read_rows(file: File, longest: int, notes: list[str]) -> Iterator[tuple[int, list[Any]]]:
    """Yield the number and the values of each row of the one sheet. Note what was assumed.

    Raise `ValidationError` for a workbook that is too large, broken, or can be read in two ways.
    """
    file.seek(0)
    content = file.read()
    try:
        yield from _rows(content, longest, notes)
    except _TooLargeError as error:
        raise ValidationError(
            _("This workbook is too large: keep only the sheet to read, as values, and send it again.")
        ) from error
    except _BROKEN_BOOK as error:
        raise ValidationError(_("This file is not a table that can be read.")) from error


def too_long(longest: int) -> str:
    """Say that a table has too many lines."""
    return _("This file has more than %(count)s lines: send it in parts.") % {"count": format_number(longest)}


def _rows(content: bytes, longest: int, notes: list[str]) -> Iterator[tuple[int, list[Any]]]:
    parts = _measure(content)
    sheet, part = _only_sheet(load_workbook(io.BytesIO(content), read_only=True).worksheets, parts)
    if part.height > longest + 1:
        raise ValidationError(too_long(longest))
    if part.width > WIDEST:
        raise ValidationError(
            _("The sheet has %(count)s columns: delete what stands beside the table.")
            % {"count": format_number(part.width)}
        )
    _refuse_what_hides(part)
    notes.append(_("The sheet “%(name)s” was read.") % {"name": sheet.title})
    results = sheet
    if part.formulas:
        results = load_workbook(io.BytesIO(content), read_only=True, data_only=True)[sheet.title]
        notes.append(_("Some cells hold formulas: the results that were saved with them were read."))
    bounds = {"max_row": part.height, "max_col": part.width}
    characters = 0
    rows = zip(sheet.iter_rows(**bounds), results.iter_rows(**bounds), strict=True)
    for number, (cells, values) in enumerate(rows, start=1):
        row = [_value(cell, value.value) for cell, value in zip(cells, values, strict=True)]
        characters += sum(len(value) for value in row if isinstance(value, str))
        if characters > MAX_CHARACTERS:
            raise _TooLargeError
        yield number, row


def _measure(content: bytes) -> dict[str, _Part]:
    """Return what each part holds. Raise `_TooLargeError` as soon as they hold too much together."""
    parts: dict[str, _Part] = {}
    elements = others = 0
    with ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED_BYTES:
            raise _TooLargeError
        for name in archive.namelist():
            part = parts[name] = _Part()
            with archive.open(name) as opened:
                try:
                    for _event, element in iterparse(opened, events=("start",)):
                        kind = _CELL_ELEMENTS.get(element.tag)
                        elements += 1
                        others += kind is None
                        if elements > MAX_ELEMENTS or others > MAX_OTHER_ELEMENTS:
                            raise _TooLargeError
                        if kind or element.tag in _LAYOUT_ELEMENTS:
                            part.add(kind or _LAYOUT_ELEMENTS[element.tag], element)
                except ParseError:
                    continue  # a picture; what openpyxl needs, it reports itself
    return parts


def _only_sheet(sheets: Sequence[Any], parts: Mapping[str, _Part]) -> tuple[Any, _Part]:
    """Return the one visible sheet that holds more than one cell."""
    filled = [
        (sheet, parts[sheet._worksheet_path])
        for sheet in sheets
        if sheet.sheet_state == "visible" and parts[sheet._worksheet_path].filled > 1
    ]
    if len(filled) > 1:
        raise ValidationError(
            _("Several sheets hold something: %(names)s. Send a file with one.")
            % {"names": ", ".join(f"« {sheet.title} »" for sheet, _part in filled)}
        )
    if not filled:
        raise ValidationError(_("This file holds no line under its headings."))
    return filled[0]


def _refuse_what_hides(part: _Part) -> None:
    if part.merged:
        raise ValidationError(
            _("The cells %(cells)s are merged: split them, so that each cell has its own value.")
            % {"cells": part.merged[:_SHOWN]}
        )
    if part.hidden:
        raise ValidationError(
            _("Lines or columns are hidden (%(which)s): show or delete them.")
            % {"which": ", ".join(part.hidden[:20])}
        )


def _value(cell: Any, result: Any) -> Any:
    """Return the value of a cell, that of a formula being its result."""
    if cell.data_type == "f" and result is None:
        raise ValidationError(
            _(
                "The cell %(cell)s holds a formula without its result: open the file in a spreadsheet, save "
                "it, and send it again."
            )
            % {"cell": cell.coordinate}
        )
    if cell.data_type == "e" or result in ERROR_CODES:
        raise ValidationError(
            _("The cell %(cell)s holds an error: %(value)s.") % {"cell": cell.coordinate, "value": result}
        )
    return result
