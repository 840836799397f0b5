"""Tables for French spreadsheets.

A spreadsheet treats a cell that starts with certain characters as a formula, which may run a command or send
the table away: https://owasp.org/www-community/attacks/CSV_Injection
"""

import csv
import datetime
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import IO, Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
SEPARATOR = ";"
_BYTE_ORDER_MARK = "\ufeff"
_XLSX_FORMATS = {datetime.datetime: "dd/mm/yyyy hh:mm", datetime.date: "dd/mm/yyyy", datetime.time: "hh:mm"}
_CSV_FORMATS = {datetime.datetime: "%d/%m/%Y %H:%M", datetime.date: "%d/%m/%Y", datetime.time: "%H:%M"}


def table_response(
    file_format: str, *, name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponse | None:
    """Return a table to download as `name`.csv or `name`.xlsx, or None for any other format.

    A request with `?export=` is written in the log of exports (`ExportMiddleware`).
    """
    if file_format == "csv":
        response = HttpResponse(csv_lines(headings, rows), content_type="text/csv; charset=utf-8")
    elif file_format == "xlsx":
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        response = HttpResponse(content_type=kind)
        write_xlsx(response, headings, rows)
    else:
        return None
    response["Content-Disposition"] = f'attachment; filename="{name}.{file_format}"'
    return response


def inert(text: str) -> str:
    """Return a text that no spreadsheet treats as a formula.

    A text that would be one gets an apostrophe in front, which `as_typed` removes.
    """
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_STARTS) else text


def as_typed(text: str) -> str:
    """Return a text as it was before `inert`."""
    return text[1:] if text.startswith("'") and inert(text) != text else text


def cell_value(value: Any) -> Any:
    """Return the value of a cell: a text, a number, or a date or time in the portal's zone."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        return timezone.make_naive(value)
    if isinstance(value, Decimal):
        return round(value, 2)
    if isinstance(value, list | tuple | set | QuerySet):
        return ", ".join(str(cell_value(item)) for item in value)
    return value if isinstance(value, int | float | datetime.date | datetime.time) else str(value)


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Yield a file that a French spreadsheet opens by a double click: semicolons, byte order mark."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=SEPARATOR)
    buffer.write(_BYTE_ORDER_MARK)
    writer.writerow([inert(heading) for heading in headings])
    for row in rows:
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([_csv_text(cell_value(cell)) for cell in row])
    yield buffer.getvalue().encode()


def _csv_text(value: Any) -> str:
    if isinstance(value, str):
        return inert(value)
    if isinstance(value, Decimal):  # of two decimals, or none: it may be an amount of money
        return f"{value:.2f}".removesuffix(".00").replace(".", ",")
    if isinstance(value, float):
        return str(value).removesuffix(".0").replace(".", ",")
    written = _CSV_FORMATS.get(type(value))
    return value.strftime(written) if written else str(value)


def write_xlsx(
    output: IO[bytes] | HttpResponse, headings: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Write a workbook with real numbers, dates and times, and texts that are no formulas."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([_xlsx_cell(sheet, heading) for heading in headings])
    for row in rows:
        sheet.append([_xlsx_cell(sheet, cell_value(value)) for value in row])
    content = io.BytesIO()
    book.save(content)
    output.write(content.getvalue())


def _xlsx_cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, str) and value:
        cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value))
        cell.data_type = "s"
        return cell
    cell = WriteOnlyCell(sheet, value=None if value == "" else value)
    if written := _XLSX_FORMATS.get(type(value)):
        cell.number_format = written
    return cell
