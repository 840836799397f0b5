"""Tables that people send: what is understood is read, what is not is refused with its place."""

import datetime
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

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
        (b"\x81\x8d", "The letters of this file cannot be read"),
        (b";" * 2_000_000, "2,000,001 cells"),
        (b"x" * 200_000, "no line under its headings"),
        (b'Date;"' + b"x" * 200_000, "no line under its headings"),
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
        ("2016;a\n" + ";" * 1_000_000, 3),
        ("2016;a\n2016;" + "x" * 200_000, 3),
    ],
)
def test_a_line_that_is_not_whole_is_named(lines: str, number: int) -> None:
    table = read(f"Date;Note\n{lines}\n".encode())
    assert [error[0] for error in table.errors] == [number]


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("mac_roman", "Mac OS Roman"), ("cp850", "DOS CP850"), ("iso8859-15", "ISO 8859-15")],
)
@pytest.mark.parametrize("note", ["été", "où", "Noël, ça", "coûts à Metz", "maître", "fenêtre", "« cœur »"])
def test_letters_of_another_system_are_refused_with_its_name(encoding: str, named: str, note: str) -> None:
    content = f"Date;Note\n2016;{note}\n".encode(encoding, "ignore")
    if content.decode("cp1252", "ignore") == f"Date;Note\n2016;{note}\n":
        assert read(content).notes  # the two encodings write these letters alike
        return
    with pytest.raises(ValidationError, match=named):
        read(content)


@pytest.mark.parametrize(
    "note",
    [
        "Été",
        "l’été",
        "École",
        "Ça va",
        "« oui »",
        "Noël",
        "FRANÇAIS",
        "n° 5",
        "10 €",
        "Muñoz",
        "A – B",
        "“oui”",
    ],
)
def test_letters_of_windows_are_read_and_noted(note: str) -> None:
    table = read(f"Date;Note\n2016;{note}\n".encode("cp1252"))
    assert [cells["note"] for _number, cells in table.rows] == [note]
    assert len(table.notes) == 1


def test_letters_that_two_systems_write_are_not_guessed() -> None:
    with pytest.raises(ValidationError, match="Windows 1252 / DOS CP850"):
        read("Date;Note\n2016;attendre … puis\n".encode("cp1252"))


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


HEAD = (
    "<row>"
    + "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in ("Date", "Heures"))
    + "</row>"
)
LINE = "<row><c><v>2016</v></c><c><v>1</v></c></row>"


SHARED_TYPE = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHARED_STRINGS}"/>'.encode()


def raw_book(rows: str, after: str = "", **parts: str) -> bytes:
    """A workbook whose sheet is written by hand."""
    content = io.BytesIO()
    Workbook().save(content)
    sheet = f'<worksheet xmlns="{SHEET_MAIN_NS}"><sheetData>{rows}</sheetData>{after}</worksheet>'
    replaced = {"worksheets/sheet1": sheet, "sharedStrings": f'<sst xmlns="{SHEET_MAIN_NS}"/>', **parts}
    made = io.BytesIO()
    with ZipFile(content) as source, ZipFile(made, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            written = source.read(name).replace(b"</Types>", SHARED_TYPE + b"</Types>")
            target.writestr(name, replaced.pop(name.removeprefix("xl/").removesuffix(".xml"), written))
        for name, part in replaced.items():
            target.writestr(f"xl/{name}.xml", part)
    return made.getvalue()


LONG_TEXT = f'<sst xmlns="{SHEET_MAIN_NS}"><si><t>{"x" * 30_000}</t></si></sst>'
STYLES = f'<styleSheet xmlns="{SHEET_MAIN_NS}"><cellXfs>{"<xf/>" * 60_000}</cellXfs></styleSheet>'


SHARED = '<c t="s"><v>0</v></c>'
MERGED = '<mergeCells><mergeCell ref="A1:XFD20000"/></mergeCells>'
SAME_ROW = '<row><c r="B2"><v>1</v></c><c r="A2"><v>2</v></c></row>'
ROWS_BACK = '<row r="5"><c><v>1</v></c></row><row r="2"><c><v>2</v></c></row>'
NESTED = f'<row><c t="inlineStr"><is>{"<r>" * 5000}{"</r>" * 5000}</is></c></row>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(lambda: raw_book(HEAD + LINE, MERGED), "A1:XFD20000 are merged", id="merged"),
        pytest.param(lambda: raw_book(f"{HEAD}<row>{'<c/>' * 1_500_000}</row>"), "too large", id="cells"),
        pytest.param(
            lambda: raw_book(f"{HEAD}<row>{'<c/>' * 60_000}</row>"), "holds no line", id="empty row"
        ),
        pytest.param(
            lambda: raw_book(f"{HEAD}<row>{'<c><v>1</v></c>' * 60_000}</row>"),
            "60,000 columns",
            id="wide row",
        ),
        pytest.param(
            lambda: raw_book(HEAD + '<row r="999999999999"><c><v>1</v></c></row>'), "10 lines", id="far row"
        ),
        pytest.param(
            lambda: raw_book(HEAD + '<row><c r="ZZZZZ1"><v>1</v></c></row>'), "not a table", id="far cell"
        ),
        pytest.param(
            lambda: raw_book(f"{HEAD}<row><c><v>{'9' * 5000}</v></c></row>"), "not a table", id="digits"
        ),
        pytest.param(lambda: raw_book(HEAD + ROWS_BACK), "not a table", id="rows back"),
        pytest.param(lambda: raw_book(HEAD + SAME_ROW), "not a table", id="cells back"),
        pytest.param(lambda: raw_book(HEAD + NESTED), "holds no line", id="nested"),
        pytest.param(
            lambda: raw_book(HEAD + f"<row>{SHARED * 100}</row>" * 9, sharedStrings=LONG_TEXT),
            "too large",
            id="shared text",
        ),
        pytest.param(lambda: raw_book(HEAD + LINE, styles=STYLES), "too large", id="styles"),
        pytest.param(
            lambda: raw_book(HEAD + LINE, other=f"<a>{' ' * 11_000_000}</a>"), "too large", id="unpacked"
        ),
    ],
)
def test_a_bomb_is_refused_with_its_reason(content: Callable[[], bytes], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        read(content(), "t.xlsx")


@pytest.mark.parametrize("kind", ["hyperlink", "dataValidation"])
def test_what_names_a_whole_sheet_unfolds_into_no_cells(kind: str) -> None:
    place = "ref" if kind == "hyperlink" else "sqref"
    after = f'<{kind}s><{kind} {place}="A1:XFD1048576"/></{kind}s>'
    table = read(raw_book(HEAD + LINE, after), "t.xlsx")
    assert [(number, cells["hours"]) for number, cells in table.rows] == [(2, 1)]


def test_a_cell_of_yes_or_no_is_told_as_a_spreadsheet_shows_it() -> None:
    with override("fr"), pytest.raises(CellError, match="VRAI"):
        read_amount(True, largest=LARGEST)


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
