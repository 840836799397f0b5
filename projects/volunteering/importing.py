"""Contributions read from a CSV or XLSX file, line by line, each mistake said with its line."""

import csv
import datetime
import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import PurePosixPath
from typing import Any, TypedDict

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from portal.accounts.models import Service
from portal.common.dates import read_date
from portal.common.text import fold, has_something_to_read
from portal.media.uploads import documents
from portal.media.uploads.scanning import scan
from projects.models import ActionPage, ProjectPage

MAX_BYTES = 2 * 1024 * 1024
MAX_LINES = 5_000
MAX_AMOUNT = Decimal(9_999_999)
# The columns, by every heading that names them; accents and capitals aside.
COLUMNS = {
    "date": ("date", "annee", "year"),
    "action": ("action", "numero d action", "action number"),
    "workshop": ("atelier", "workshop"),
    "service": ("service",),
    "hours": ("heures", "hours"),
    "people": ("personnes", "participants", "contributeurs", "people"),
    "cost": ("cout", "cout (€)", "depenses", "cost"),
    "note": ("note", "remarque"),
    "reference": ("reference", "ref"),
    "overall": ("ensemble", "overall"),
}
YES = ("oui", "yes", "x", "1", "vrai", "true")


class Line(TypedDict):
    """A line as it is kept between its preview and its import: plain values that JSON carries."""

    key: str
    date: str
    action: int | None
    workshop: str
    service: int | None
    hours: str
    people: int
    cost: str
    note: str
    overall: bool


class LineError(Exception):
    """What is wrong with a line, for whoever sent the file."""


@dataclass
class Reading:
    """What a file holds: lines to import, and mistakes with their line in the file."""

    lines: list[Line] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)


def read_file(file: File, project: ProjectPage) -> Reading:
    """Read contributions to a project. Raises `ValidationError` for a file that is no table of ours.

    A line is known by its reference, else by what it says: the same file read again gives the same keys.
    """
    rows = list(_rows(file))
    headings, body = rows[0] if rows else [], rows[1:]
    columns = _columns(headings)
    reader = _LineReader(project)
    reading, seen = Reading(), Counter[str]()
    references: set[str] = set()
    for number, row in enumerate(body, start=2):
        cells = {name: row[place] if place < len(row) else None for name, place in columns.items()}
        if not any(_text(cell) for cell in cells.values()):
            continue
        try:
            line = reader.read(cells)
            if reference := _text(cells.get("reference")):
                if reference in references:
                    raise LineError(
                        _("The reference “%(reference)s” is used twice.") % {"reference": reference}
                    )
                references.add(reference)
                line["key"] = f"ref:{reference[:90]}"
            else:
                said = repr(sorted(line.items()))
                seen[said] += 1  # the same line twice is two contributions
                line["key"] = hashlib.sha256(f"{said}{seen[said]}".encode()).hexdigest()
            reading.lines.append(line)
        except LineError as error:
            reading.errors.append((number, str(error)))
    if sum(line["overall"] for line in reading.lines) > 1:
        reading.errors.append((1, _("Only one line may be the overall figure.")))
    if not reading.lines and not reading.errors:
        raise ValidationError(_("This file holds no line under its headings."))
    return reading


def _rows(file: File) -> Iterator[Sequence[Any]]:
    """The rows of a small clean table, headings first."""
    extension = PurePosixPath(file.name or "").suffix.lower()
    if extension not in (".csv", ".xlsx"):
        raise ValidationError(_("Send a .csv or .xlsx file."))
    if (file.size or 0) > MAX_BYTES:
        raise ValidationError(_("This file is larger than 2 MB: send it in parts."))
    documents.check(file)
    scan(file)
    rows = _csv_rows(file.read()) if extension == ".csv" else _xlsx_rows(file)
    for number, row in enumerate(rows):
        if number > MAX_LINES:
            raise ValidationError(_("This file has more than 5,000 lines: send it in parts."))
        yield row


def _csv_rows(content: bytes) -> Iterator[Sequence[Any]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise ValidationError(_("This file is not a table that can be read.")) from error


def _xlsx_rows(file: File) -> Iterator[Sequence[Any]]:
    try:
        book = load_workbook(file, read_only=True, data_only=True)
        yield from book.worksheets[0].iter_rows(max_row=MAX_LINES + 2, max_col=40, values_only=True)
    except (ValueError, KeyError, IndexError, TypeError, SyntaxError, AttributeError) as error:
        # Whatever openpyxl says of a book that is not built as office suites build theirs.
        raise ValidationError(_("This file is not a table that can be read.")) from error


def _columns(headings: Sequence[Any]) -> dict[str, int]:
    known = {heading: name for name, names in COLUMNS.items() for heading in names}
    columns: dict[str, int] = {}
    for place, heading in enumerate(headings):
        name = known.get(" ".join(fold(_text(heading)).replace("'", " ").replace("’", " ").split()))
        if name:
            columns.setdefault(name, place)
    if "date" not in columns or not columns.keys() & {"hours", "people", "cost"}:
        raise ValidationError(
            _(
                "The first line must name the columns: date, and at least one of heures, personnes, coût. "
                "Others may be action, atelier, service, note, référence, ensemble."
            )
        )
    return columns


class _LineReader:
    """Reads the cells of a line; knows the actions of the project and the services."""

    def __init__(self, project: ProjectPage) -> None:
        numbers = ActionPage._base_manager.filter(project=project.pk).values_list("number", "pk")
        self._actions = {str(number): pk for number, pk in numbers}
        self._services: dict[str, int] = {}
        for pk, *names in Service.objects.values_list("pk", "acronym", "slug", "name"):
            self._services |= {fold(name): pk for name in names if name}

    def read(self, cells: dict[str, Any]) -> Line:
        hours, cost = _amount(cells.get("hours")), _amount(cells.get("cost"))
        people = _amount(cells.get("people"))
        if people != int(people):
            raise LineError(_("“%(value)s” is not a number of people.") % {"value": people})
        if not (hours or people or cost):
            raise LineError(_("This line has neither hours, nor people, nor cost."))
        overall = fold(_text(cells.get("overall"))) in YES
        line = Line(
            key="",
            date=_date(cells.get("date")).isoformat(),
            action=self._action(_text(cells.get("action"))),
            workshop=_short(cells.get("workshop"), 160),
            service=self._service(_text(cells.get("service"))),
            hours=str(hours),
            people=int(people),
            cost=str(cost),
            note=_short(cells.get("note"), 250),
            overall=overall,
        )
        if overall and (line["action"] or line["workshop"] or line["service"]):
            raise LineError(_("The overall figure names no action, workshop or service."))
        return line

    def _action(self, text: str) -> int | None:
        if not text:
            return None
        number = text.removesuffix(".0")
        if number not in self._actions:
            raise LineError(_("This project has no action number “%(value)s”.") % {"value": text[:40]})
        return self._actions[number]

    def _service(self, text: str) -> int | None:
        if not text:
            return None
        if fold(text) not in self._services:
            raise LineError(_("No service is called “%(value)s”.") % {"value": text[:120]})
        return self._services[fold(text)]


def _text(cell: Any) -> str:
    text = "" if cell is None else str(cell).strip()
    return text if has_something_to_read(text) else ""


def _short(cell: Any, length: int) -> str:
    text = _text(cell)
    if len(text) > length:
        raise LineError(
            _("“%(value)s…” is longer than %(length)s characters.") % {"value": text[:40], "length": length}
        )
    return text


def _amount(cell: Any) -> Decimal:
    """A number with two decimals, written as in French or in English; nothing is zero."""
    text = "".join(_text(cell).replace("€", "").split()).replace(",", ".")
    if not text:
        return Decimal(0)
    try:
        amount = Decimal(text)
        if not amount.is_finite() or not 0 <= amount <= MAX_AMOUNT:
            raise LineError(_("“%(value)s” is out of reach.") % {"value": _text(cell)[:40]})
        return amount.quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise LineError(_("“%(value)s” is not a number.") % {"value": _text(cell)[:40]}) from error


def _date(cell: Any) -> datetime.date:
    """A day, or the last day of a year given alone."""
    found: datetime.date | None = None
    if isinstance(cell, datetime.datetime):
        found = cell.date()
    elif isinstance(cell, datetime.date):
        found = cell
    else:
        text = _text(cell).removesuffix(".0")
        if len(text) == 4 and text.isascii() and text.isdecimal() and text != "0000":
            found = datetime.date(int(text), 12, 31)
        else:
            with suppress(ValueError):
                found = read_date(text)
    if found is None:
        raise LineError(
            _("“%(value)s” is not a date: write 31/12/2016, or a year.") % {"value": _text(cell)[:40]}
        )
    if not 1990 <= found.year <= 2100:
        raise LineError(_("“%(value)s” is out of reach.") % {"value": _text(cell)[:40]})
    return found
