"""Totals of contributions: figures entered or imported, and hours recorded with volunteers."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, QuerySet, Sum
from django.db.models.functions import ExtractYear
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from portal.accounts.models import Service, User
from portal.common.access import viewable
from portal.common.text import sort_key
from projects.models import ActionPage, ProjectPage

from .enums import ContributionSource
from .importing import Line
from .models import Contribution, VolunteerHours

ZERO = Decimal(0)


@dataclass(frozen=True)
class Totals:
    """Hours, people and euros.

    People cannot be added, since one person may come twice. The largest known figure stands for all of them,
    so that nobody is counted twice.
    """

    hours: Decimal
    people: int
    cost: Decimal

    def __bool__(self) -> bool:
        return bool(self.hours or self.people or self.cost)


@dataclass
class Entry:
    """The contributions of one action, workshop or service."""

    label: str
    url: str = ""
    hours: Decimal = ZERO
    people: int = 0
    cost: Decimal = ZERO

    def add(self, hours: Decimal | None, people: int | None, cost: Decimal | None = None) -> None:
        """Add hours and euros. Of two numbers of people, keep the larger."""
        self.hours += hours or ZERO
        self.cost += cost or ZERO
        self.people = max(self.people, people or 0)


def _given(project: ProjectPage) -> QuerySet[VolunteerHours]:
    return VolunteerHours.objects.filter(volunteer__action__project=project.pk).order_by()


def totals(project: ProjectPage) -> Totals:
    """Return what the project has received until now, in two queries.

    An overall historic figure replaces the historic lines, which are parts of it.
    """
    rows = list(
        Contribution.objects.filter(project=project.pk)
        .order_by()
        .values("overall", "source")
        .annotate(hours=Sum("hours"), people=Max("people"), cost=Sum("cost"))
    )
    has_overall = any(row["overall"] for row in rows)
    counted = [
        row
        for row in rows
        if row["overall"] or row["source"] == ContributionSource.RECORDED or not has_overall
    ]
    given = _given(project).aggregate(hours=Sum("hours"), people=Count("volunteer__agent", distinct=True))
    return Totals(
        hours=sum((row["hours"] for row in counted), given["hours"] or ZERO),
        people=max([given["people"], *(row["people"] for row in rows)]),
        cost=sum((row["cost"] for row in counted), ZERO),
    )


def years(project: ProjectPage) -> list[int]:
    """Return the years that have contributions, the latest first."""
    lines = Contribution.objects.filter(project=project.pk).details().order_by()
    found = set(lines.annotate(year=ExtractYear("date")).values_list("year", flat=True).distinct())
    found |= set(_given(project).annotate(year=ExtractYear("date")).values_list("year", flat=True).distinct())
    return sorted(found, reverse=True)


def by_action(project: ProjectPage, request: HttpRequest, year: int | None) -> list[Entry]:
    """Return one entry for each action that the user may read.

    The other actions are counted together in one entry that names none of them.
    """
    readable = {
        action.pk: action for action in viewable(ActionPage.objects.filter(project=project.pk), request)
    }
    entries: dict[int, Entry] = {}

    def entry(key: int) -> Entry:
        action = readable.get(key)
        if action is None:
            return entries.setdefault(0, Entry(_("Other actions")))
        label = f"{action.number} · {action.title}"
        return entries.setdefault(key, Entry(label, action.get_url(request)))

    for row in _lines(project, year, "action"):
        entry(row["key"]).add(row["hours"], row["people"], row["cost"])
    for row in _hours(project, year, "volunteer__action"):
        entry(row["key"]).add(row["hours"], row["people"])
    return _largest_first(entries.values())


def by_workshop(project: ProjectPage, request: HttpRequest, year: int | None) -> list[Entry]:
    """Return one entry for each workshop."""
    entries: dict[str, Entry] = {}
    for row in _lines(project, year, "workshop"):
        if row["key"]:
            entries.setdefault(row["key"], Entry(row["key"])).add(row["hours"], row["people"], row["cost"])
    return _largest_first(entries.values())


def by_service(project: ProjectPage, request: HttpRequest, year: int | None) -> list[Entry]:
    """Return one entry for each service. Volunteers count in their present service."""
    names = dict(Service.objects.values_list("pk", "name"))
    entries: dict[int, Entry] = {}
    for row in _lines(project, year, "service"):
        entries.setdefault(row["key"], Entry(names[row["key"]])).add(row["hours"], row["people"], row["cost"])
    for row in _hours(project, year, "volunteer__agent__service"):
        entries.setdefault(row["key"], Entry(names[row["key"]])).add(row["hours"], row["people"])
    return _largest_first(entries.values())


def _lines(project: ProjectPage, year: int | None, field: str) -> Iterable[Any]:
    rows = Contribution.objects.filter(project=project.pk, **{f"{field}__isnull": False}).details()
    if year:
        rows = rows.filter(date__year=year)
    return (
        rows.order_by()
        .values(key=F(field))
        .annotate(hours=Sum("hours"), people=Max("people"), cost=Sum("cost"))
    )


def _hours(project: ProjectPage, year: int | None, field: str) -> Iterable[Any]:
    rows = _given(project).filter(**{f"{field}__isnull": False})
    if year:
        rows = rows.filter(date__year=year)
    return rows.values(key=F(field)).annotate(
        hours=Sum("hours"), people=Count("volunteer__agent", distinct=True)
    )


def _largest_first(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (-entry.hours, -entry.cost, sort_key(entry.label)))


_FIELDS = ["overall", "action", "workshop", "service", "date", "hours", "people", "cost", "note"]


@dataclass(frozen=True)
class Imported:
    """How many lines were new, and how many changed a line that was there."""

    added: int
    replaced: int


@transaction.atomic
def import_contributions(*, project: ProjectPage, lines: Sequence[Line], by: User | None = None) -> Imported:
    """Import historic figures. A line whose key is known is replaced.

    An overall figure replaces the existing one.
    """
    Page.objects.select_for_update().get(pk=project.pk)  # one import at a time
    keys = [line["key"] for line in lines]
    existing = {
        contribution.import_key: contribution for contribution in Contribution.objects.filter(project=project)
    }
    if any(line["overall"] for line in lines):
        Contribution.objects.filter(project=project, overall=True).exclude(import_key__in=keys).delete()
    new: list[Contribution] = []
    changed: list[Contribution] = []
    for line in lines:
        values = _values(line)
        contribution = existing.get(line["key"])
        if contribution is None:
            new.append(Contribution(project=project, import_key=line["key"], **values))
        elif any(getattr(contribution, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(contribution, name, value)
            changed.append(contribution)
    Contribution.objects.bulk_update(changed, _FIELDS, batch_size=200)
    Contribution.objects.bulk_create(new, batch_size=200)
    log(
        project,
        "volunteering.import_contributions",
        user=by,
        data={"added": len(new), "replaced": len(changed)},
    )
    return Imported(added=len(new), replaced=len(changed))


def _values(line: Line) -> dict[str, Any]:
    return {
        "overall": line["overall"],
        "action_id": line["action"],
        "workshop": line["workshop"],
        "service_id": line["service"],
        "date": datetime.date.fromisoformat(line["date"]),
        "hours": Decimal(line["hours"]),
        "people": line["people"],
        "cost": Decimal(line["cost"]),
        "note": line["note"],
    }
