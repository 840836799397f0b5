"""Tables that people send: what is understood is read, what is not is refused with its place."""

import datetime
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from portal.common.cells import CellError, read_amount, read_day, read_text
from portal.common.spreadsheets import table_response
from portal.common.tables import Table, read_table

COLUMNS = {"date": ("date",), "hours": ("heures",), "note": ("note", "remarque")}
LARGEST = Decimal(9999)


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with override("en"):
        yield


def read(content: bytes, name: str = "t.csv", longest: int = 10) -> Table:
    return read_table(SimpleUploadedFile(name, content), columns=COLUMNS, required=["date"], longest=longest)


def read_book(fill: Callable[[Worksheet], object]) -> Table:
    book = Workbook()
    book.active.append(["Date", "Heures", "Note"])
    fill(book.active)
    content = io.BytesIO()
    book.save(content)
    return read(content.getvalue(), "t.xlsx")


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_office_suites_write_is_read(separator: str, encoding: str, end: str) -> None:
    lines = [
        ["DATE", "Heures (h)", "Remarque"],
        ["2016", "3", "déjà"],
        ["", "", ""],
        ["2017", "4", "«\u202foui\u202f»"],
    ]
    if encoding == "cp1252":
        lines[3][2] = "« oui »"
    table = read(end.join(separator.join(line) for line in lines).encode(encoding))
    assert [(number, cells["hours"]) for number, cells in table.rows] == [(2, "3"), (4, "4")]
    assert table.rows[0][1]["note"] == "déjà"
    assert not table.errors
    assert bool(table.notes) is (encoding == "cp1252")


def test_the_separator_may_be_said_as_excel_does() -> None:
    table = read(b"sep=,\nDate,Note\n2016,x\n")
    assert table.rows == [(3, {"date": "2016", "note": "x"})]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Date;Ann\xe9e;Minutes\n2016;1;2", "These columns are unknown: « Année », « Minutes »"),
        (b"Heures;Note\n1;2", "The first line must name the columns"),
        (b"Date;Note;Remarque\n2016;1;2", "Two columns have the same heading: “Remarque”"),
        (b"Date;Note\n", "no line under its headings"),
        (b"", "no line under its headings"),
        (b"Date;Note\n" + b"2016;x\n" * 11, "more than 10 lines"),
        (b"\x81\x8d", "The encoding of this file is unknown"),
        (b"\xff\xfeD", "not a table that can be read"),
    ],
)
def test_a_file_that_does_not_say_what_it_is_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        read(content)


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        ('2016;"oui\n2017;non', 2),
        ('2016;a\n2016;"oui\n2017;non\n2018;"peut-être"', 3),
        ('2016;a\n2016;"oui\n2017;non\n2018;x"', 3),  # well-formed, and lines are swallowed
        ('2016;"oui"non', 2),
        ("2016", 2),
        ("2016;a\n2016;b;c", 3),
    ],
)
def test_a_line_that_is_not_whole_is_named(lines: str, number: int) -> None:
    table = read(f"Date;Note\n{lines}\n".encode())
    assert [error[0] for error in table.errors] == [number]


def test_a_note_may_have_several_lines() -> None:
    table = read(b'Date;Note\n2016;"un\ndeux"\n2017;x\n')
    assert [(number, cells["note"]) for number, cells in table.rows] == [(2, "un\ndeux"), (4, "x")]


def test_a_text_in_a_column_without_heading_is_not_dropped() -> None:
    table = read(b"Date;;Note\n2016;;a\n2016;12;b\n")
    assert [number for number, _cells in table.rows] == [2]
    assert table.errors[0][0] == 3


def test_a_workbook_is_read_with_its_types() -> None:
    table = read_book(lambda sheet: sheet.append([datetime.date(2016, 3, 1), 12.5, "x"]))
    [(number, cells)] = table.rows
    assert number == 2
    assert (read_day(cells["date"]), cells["hours"]) == (datetime.date(2016, 3, 1), 12.5)
    assert table.notes == ["The sheet “Sheet” was read."]


def _hidden_first(sheet: Worksheet) -> None:
    sheet.append(["2016", 1, ""])
    sheet.sheet_state = "hidden"
    other = sheet.parent.create_sheet("Heures")
    other.append(["Date", "Heures"])
    other.append(["2017", 2])
    sheet.parent.active = other


def test_a_hidden_sheet_is_not_read() -> None:
    table = read_book(_hidden_first)
    assert [cells["date"] for _number, cells in table.rows] == ["2017"]
    assert table.notes == ["The sheet “Heures” was read."]


def _two_sheets(sheet: Worksheet) -> None:
    sheet.parent.create_sheet("Autre").append(["Date", "Heures"])


def _merged(sheet: Worksheet) -> None:
    sheet.append(["2016", 1, "x"])
    sheet.append([None, 2, "y"])
    sheet.merge_cells("A2:A3")


def _hidden_row(sheet: Worksheet) -> None:
    sheet.append(["2016", 1, "x"])
    sheet.row_dimensions[2].hidden = True


def _hidden_column(sheet: Worksheet) -> None:
    sheet.append(["2016", 1, "x"])
    sheet.column_dimensions["B"].hidden = True


def _far_away(sheet: Worksheet) -> None:
    sheet["XFD1048576"] = "x"


@pytest.mark.parametrize(
    ("fill", "said"),
    [
        (_two_sheets, "Several sheets hold something: « Sheet », « Autre »"),
        (_merged, "A2:A3 are merged"),
        (_hidden_row, r"hidden \(2\)"),
        (_hidden_column, r"hidden \(B\)"),
        (_far_away, "more than 10 lines"),
        (lambda sheet: sheet.append(["2016", "=1+1", ""]), "B2 holds a formula without its result"),
        (lambda sheet: sheet.append(["2016", "#REF!", ""]), "B2 holds an error: #REF!"),
    ],
)
def test_a_workbook_that_can_be_read_in_two_ways_is_refused(
    fill: Callable[[Worksheet], object], said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        read_book(fill)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("10,05", "10.05"), ("10.05", "10.05"), ("1 650,50", "1650.50"), ("1\u202f650,5", "1650.50"),
        ("1\u00a0650", "1650"), ("1.650,50", "1650.50"), ("1,650.50", "1650.50"), ("99,90 €", "99.90"),
        ("0,125", None), ("1,650", None), ("1.650", None), ("16,207", None), ("1650,123", None),
        ("1 65", None), ("1,2,3", None), ("-3", None), ("NaN", None), ("1e3", None), ("trois", None),
        ("٣", None), (True, None), ("10000", None), (12.5, "12.5"), (3, "3"), (12.345, None),
        (float("inf"), None), (None, "0"), ("", "0"),
    ],
)  # fmt: skip
def test_an_amount_is_understood_in_one_way_or_refused(cell: object, amount: str | None) -> None:
    if amount is None:
        with pytest.raises(CellError):
            read_amount(cell, largest=LARGEST)
    else:
        assert read_amount(cell, largest=LARGEST) == Decimal(amount)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2016", (2016, 12, 31)), (2016, (2016, 12, 31)), (2016.0, (2016, 12, 31)),
        ("03/04/2016", (2016, 4, 3)),
        ("12/31/2016", None), (42735, None), ("hier", None), ("", None), ("1066", None),
    ],
)  # fmt: skip
def test_a_day_is_understood_in_one_way_or_refused(cell: object, day: tuple[int, int, int] | None) -> None:
    if day is None:
        with pytest.raises(CellError):
            read_day(cell)
    else:
        assert read_day(cell) == datetime.date(*day)


def test_a_text_is_never_cut() -> None:
    assert read_text(12.0) == "12"
    assert read_text(" \u200b ") == ""
    with pytest.raises(CellError):
        read_text("x" * 11, longest=10)


def test_what_the_portal_writes_it_reads_again() -> None:
    response = table_response(
        "csv", name="t", headings=["Date", "Heures", "Note"], rows=[["2016", 3, "=1+1"]]
    )
    assert response is not None
    assert read(response.content).rows == [(2, {"date": "2016", "hours": "3", "note": "=1+1"})]
