"""Exports of the administration, written as the portal's other tables are."""

from collections.abc import Iterator
from typing import IO, Any

from django.contrib.admin.utils import label_for_field
from django.core.exceptions import FieldDoesNotExist
from django.http import HttpRequest
from django.utils.text import capfirst
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from portal.common import spreadsheets


def install() -> None:
    """Make every list and report of the administration export through `portal.common.spreadsheets`.

    Wagtail writes commas, no byte order mark, London time and English booleans. A list that names no column
    to export shows no button for it, and its export address shows the page.
    """
    view = SpreadsheetExportMixin
    set_up = view.setup

    def setup(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        set_up(self, request, *args, **kwargs)
        self.is_export = self.is_export and self.show_export_buttons

    def stream_csv(self: Any, objects: Any) -> Iterator[bytes]:
        return spreadsheets.csv_lines(_headings(self), _rows(self, objects, self.FORMAT_CSV))

    def write_xlsx(self: Any, objects: Any, output: IO[bytes]) -> None:
        spreadsheets.write_xlsx(output, _headings(self), _rows(self, objects, self.FORMAT_XLSX))

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
            view.custom_field_preprocess.get(field, {}).get(file_format, spreadsheets.cell_value)(value)
            for field, value in row.items()
        ]
