"""Reads contributions from a CSV or XLSX file. Each error names its line."""

import datetime
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypedDict

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from portal.accounts.models import Service
from portal.common.cells import CellError, read_amount, read_day, read_text
from portal.common.limits import limit_in_words
from portal.common.tables import check_name, read_table
from portal.common.text import fold
from portal.media.uploads import documents
from portal.media.uploads.scanning import scan
from projects.models import ActionPage, ProjectPage

from .enums import ContributionSource
from .models import REFERENCE, Contribution

# What the database holds.
LARGEST = {"hours": Decimal("9999999.99"), "people": Decimal(2_147_483_647), "cost": Decimal("999999999.99")}
# The columns, by every heading that names them: what people write, and what the portal exports.
COLUMNS = {
    "date": ("date", "année", "year"),
    "action": ("action", "numéro d’action", "n° d’action", "nº d’action", "action number"),
    "workshop": ("atelier", "workshop"),
    "service": ("service",),
    "hours": ("heures", "hours"),
    "people": ("personnes", "participants", "contributeurs", "people"),
    "cost": ("coût", "coût en €", "coût en euros", "dépenses", "cost"),
    "note": ("note", "remarque"),
    "reference": ("référence", "ref", "reference"),
    "overall": ("ensemble", "overall"),
    "project": ("projet", "project"),
    "source": ("source",),
}
YES = ("oui", "yes", "x", "1", "vrai", "true")
NO = ("", "non", "no", "0", "faux", "false")


class Line(TypedDict):
    """The fields of a `Contribution` between the preview and the import, plain so that JSON can hold them."""

    import_key: str
    date: str
    action_id: int | None
    workshop: str
    service_id: int | None
    hours: str
    people: int
    cost: str
    note: str
    overall: bool


@dataclass
class Reading:
    """The contents of a file: lines to import, errors with their line in the file, and assumptions made."""

    lines: list[Line] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_file(file: File, project: ProjectPage) -> Reading:
    """Read contributions to a project.

    A line is identified by its reference, or by its contents if it has none. The same file read again gives
    the same keys, and an export gives those of the lines that it wrote. Raises `ValidationError` if the file
    is not such a table.
    """
    if (file.size or 0) > settings.LIMITS["import_bytes"]:
        raise ValidationError(
            _("This file is larger than %(size)s: send it in parts.")
            % {"size": limit_in_words("import_bytes")}
        )
    check_name(file)
    documents.check(file)
    scan(file)
    table = read_table(file, columns=COLUMNS, required=["date"], longest=settings.LIMITS["import_lines"])
    reader = _LineReader(project)
    reading = Reading(errors=table.errors, notes=table.notes)
    known = set(Contribution.objects.filter(project=project).values_list("import_key", flat=True))
    said, recorded = Counter[str](), 0
    references: set[str] = set()
    for number, cells in table.rows:
        try:
            if reader.is_recorded(cells):
                recorded += 1
                continue
            line = reader.read(cells)
            if reference := read_text(cells.get("reference"), longest=90):
                if reference in references:
                    raise CellError(
                        _("The reference “%(reference)s” is used twice.") % {"reference": reference}
                    )
                references.add(reference)
                line["import_key"] = reference if reference in known else f"{REFERENCE}{reference}"
            else:
                words = repr(sorted(line.items()))
                said[words] += 1  # the same line twice is two contributions
                line["import_key"] = hashlib.sha256(f"{words}{said[words]}".encode()).hexdigest()
            amounts = Decimal(line["hours"]), line["people"], Decimal(line["cost"])
            if line["import_key"] not in known and not any(amounts):
                raise CellError(_("This line has neither hours, nor people, nor cost."))
            reading.lines.append(line)
        except CellError as error:
            reading.errors.append((number, str(error)))
    if sum(line["overall"] for line in reading.lines) > 1:
        reading.errors.append((1, _("Only one line may be the overall figure.")))
    if recorded:
        reading.notes.append(
            _("Lines recorded in the portal itself, which are left as they are: %(count)s.")
            % {"count": recorded}
        )
    reading.errors.sort()
    return reading


def preview(lines: Sequence[Line]) -> list[Contribution]:
    """Return unsaved contributions with their actions and services."""
    rows = [_contribution(line) for line in lines]
    prefetch_related_objects(rows, "action", "service")
    return rows


def _contribution(line: Line) -> Contribution:
    date = datetime.date.fromisoformat(line["date"])
    amounts = {"hours": Decimal(line["hours"]), "cost": Decimal(line["cost"])}
    return Contribution(**{**line, "date": date, **amounts})


class _LineReader:
    """Reads the cells of a line, knowing the project's actions and the services."""

    def __init__(self, project: ProjectPage) -> None:
        numbers = ActionPage._base_manager.filter(project=project.pk).values_list("number", "pk")
        self._actions = {str(number): pk for number, pk in numbers}
        self._project = fold(project.title)
        self._services: dict[str, int] = {}
        for pk, *names in Service.objects.values_list("pk", "acronym", "slug", "name"):
            self._services |= {fold(name): pk for name in names if name}

    def read(self, cells: dict[str, Any]) -> Line:
        if (named := read_text(cells.get("project"))) and fold(named) != self._project:
            raise CellError(_("This line is of another project, “%(value)s”.") % {"value": named[:120]})
        hours, cost, people = (
            read_amount(cells.get(name), largest=LARGEST[name]) for name in ("hours", "cost", "people")
        )
        if people != int(people):
            raise CellError(_("“%(value)s” is not a number of people.") % {"value": people})
        overall = self._yes_or_no(read_text(cells.get("overall")))
        line = Line(
            import_key="",
            date=read_day(cells.get("date")).isoformat(),
            action_id=self._action(read_text(cells.get("action"))),
            workshop=read_text(cells.get("workshop"), longest=160),
            service_id=self._service(read_text(cells.get("service"))),
            hours=str(hours),
            people=int(people),
            cost=str(cost),
            note=read_text(cells.get("note"), longest=250),
            overall=overall,
        )
        if overall and (line["action_id"] or line["workshop"] or line["service_id"]):
            raise CellError(_("The overall figure names no action, workshop or service."))
        return line

    def is_recorded(self, cells: dict[str, Any]) -> bool:
        """Return True if the portal recorded this line of an export. Such a line is not imported again."""
        source = fold(read_text(cells.get("source")))
        sources = {fold(str(one.label)): one for one in ContributionSource}
        if source and source not in sources:
            raise CellError(_("“%(value)s” is not a source.") % {"value": source[:40]})
        return sources.get(source) == ContributionSource.RECORDED

    def _yes_or_no(self, text: str) -> bool:
        if fold(text) not in YES + NO:
            raise CellError(_("“%(value)s” is neither yes nor no.") % {"value": text[:40]})
        return fold(text) in YES

    def _action(self, text: str) -> int | None:
        if not text:
            return None
        if text not in self._actions:
            raise CellError(_("This project has no action number “%(value)s”.") % {"value": text[:40]})
        return self._actions[text]

    def _service(self, text: str) -> int | None:
        if not text:
            return None
        if fold(text) not in self._services:
            raise CellError(_("No service is called “%(value)s”.") % {"value": text[:120]})
        return self._services[fold(text)]
