"""Tables for French spreadsheets: the portal's exports, and every export of the administration.

A spreadsheet treats a cell that starts with certain characters as a formula, which may run a command or send
the table away: https://owasp.org/www-community/attacks/CSV_Injection
"""

import csv
import datetime
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import IO, Any

from django.contrib.admin.utils import label_for_field
from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from wagtail.admin.views.mixins import SpreadsheetExportMixin

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
SEPARATOR = ";"
_BYTE_ORDER_MARK = "\ufeff"
_XLSX_FORMATS = {datetime.datetime: "dd/mm/yyyy hh:mm", datetime.date: "dd/mm/yyyy", datetime.time: "hh:mm"}
_CSV_FORMATS = {datetime.datetime: "%d/%m/%Y %H:%M", datetime.date: "%d/%m/%Y", datetime.time: "%H:%M"}


def table_response(
    file_format: str, *, name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponse | None:
    """Return a table to download as `name`.csv or `name`.xlsx, or None for any other format.

    A request with `?export=` is written in the log of exports (`ExportLogMiddleware`).
    """
    if file_format == "csv":
        response = HttpResponse(_csv_lines(headings, rows), content_type="text/csv; charset=utf-8")
    elif file_format == "xlsx":
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        response = HttpResponse(content_type=kind)
        _write_xlsx(response, headings, rows)
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


def _value(value: Any) -> Any:
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
        return ", ".join(str(_value(item)) for item in value)
    return value if isinstance(value, int | float | datetime.date | datetime.time) else str(value)


def _csv_lines(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Yield a file that a French spreadsheet opens by a double click: semicolons, byte order mark."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=SEPARATOR)
    buffer.write(_BYTE_ORDER_MARK)
    writer.writerow([inert(heading) for heading in headings])
    for row in rows:
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([_csv_text(_value(cell)) for cell in row])
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


def _write_xlsx(
    output: IO[bytes] | HttpResponse, headings: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Write a workbook with real numbers, dates and times, and texts that are no formulas."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([_xlsx_cell(sheet, heading) for heading in headings])
    for row in rows:
        sheet.append([_xlsx_cell(sheet, _value(value)) for value in row])
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


# Exports of the administration


def install() -> None:
    """Make every list and report of the administration export through this module.

    Wagtail writes commas, no byte order mark, London time and English booleans. A list that names no column
    to export shows no button for it, and its export address shows the page.
    """
    view = SpreadsheetExportMixin
    set_up = view.setup

    def setup(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        set_up(self, request, *args, **kwargs)
        self.is_export = self.is_export and self.show_export_buttons

    def stream_csv(self: Any, objects: Any) -> Iterator[bytes]:
        return _csv_lines(_headings(self), _rows(self, objects, self.FORMAT_CSV))

    def write_xlsx(self: Any, objects: Any, output: IO[bytes]) -> None:
        _write_xlsx(output, _headings(self), _rows(self, objects, self.FORMAT_XLSX))

    view.setup, view.stream_csv, view.write_xlsx = setup, stream_csv, write_xlsx


def _headings(view: Any) -> list[str]:
    return [_heading(view, field) for field in view.list_export]


def _heading(view: Any, field: str) -> str:
    """Return the view's own heading, or else the label of the model's field."""
    if field in view.export_headings:
        return str(view.export_headings[field])
    try:
        model = getattr(view, "model", None) or view.filterset_class._meta.model
        return capfirst(str(label_for_field(field, model)))
    except (AttributeError, FieldDoesNotExist):
        return field


def _rows(view: Any, objects: Any, file_format: str) -> Iterator[list[Any]]:
    for item in objects:
        row = view.to_row_dict(item)
        yield [
            view.custom_field_preprocess.get(field, {}).get(file_format, _value)(value)
            for field, value in row.items()
        ]
