"""Texts in a file that a spreadsheet opens.

A spreadsheet takes a cell of a CSV file that starts with certain characters for a formula, which may run a
command or send the table away: https://owasp.org/www-community/attacks/CSV_Injection
"""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.encoding import force_str
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
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


def table_response(
    file_format: str, *, name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponse | None:
    """A table to download as `name`.csv or `name`.xlsx; None for any other format.

    Asked for by `?export=`, it is written in the log of exports (`ExportLogMiddleware`).
    """
    if file_format == "csv":
        content, kind = _csv(headings, rows), "text/csv; charset=utf-8"
    elif file_format == "xlsx":
        content = _xlsx(headings, rows)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    else:
        return None
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{file_format}"'
    return response


def _csv(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """With semicolons and a byte order mark, as a French spreadsheet opens it by a double click."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(headings)
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _xlsx(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(headings))
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _cell(sheet: Any, value: Any) -> Any:
    """A text is a text, even one that begins like a formula."""
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    return cell
