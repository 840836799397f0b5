"""Totals of contributions: figures entered or imported, and hours recorded with volunteers."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, QuerySet, Sum, Value
from django.db.models.functions import ExtractYear
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.accounts.models import Service, User
from portal.common.access import viewable
from portal.common.text import sort_key
from projects.models import ActionPage, ProjectPage
from projects.services import lock_page

from .enums import ContributionSource
from .importing import Line, preview
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

    def add(self, row: dict[str, Any]) -> None:
        """Add hours and euros. Of two numbers of people, keep the larger."""
        self.hours += row["hours"]
        self.cost += row["cost"]
        self.people = max(self.people, row["people"])


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
    rows = _received(project, year, "action", given_to="volunteer__action")
    named = ActionPage.objects.filter(pk__in={row["key"] for row in rows}).defer_streamfields()
    readable = {action.pk: action for action in viewable(named, request)}
    entries: dict[int, Entry] = {}
    for row in rows:
        if action := readable.get(row["key"]):
            new = Entry(f"{action.number} · {action.title}", action.get_url(request))
        else:
            new = Entry(_("Other actions"))
        entries.setdefault(action.pk if action else 0, new).add(row)
    return _largest_first(entries.values())


def by_workshop(project: ProjectPage, request: HttpRequest, year: int | None) -> list[Entry]:
    """Return one entry for each workshop."""
    entries: dict[str, Entry] = {}
    for row in _received(project, year, "workshop"):
        if row["key"]:
            entries.setdefault(row["key"], Entry(row["key"])).add(row)
    return _largest_first(entries.values())


def by_service(project: ProjectPage, request: HttpRequest, year: int | None) -> list[Entry]:
    """Return one entry for each service. Volunteers count in their present service."""
    names = dict(Service.objects.values_list("pk", "name"))
    entries: dict[int, Entry] = {}
    for row in _received(project, year, "service", given_to="volunteer__agent__service"):
        entries.setdefault(row["key"], Entry(names[row["key"]])).add(row)
    return _largest_first(entries.values())


def _received(project: ProjectPage, year: int | None, field: str, *, given_to: str = "") -> list[Any]:
    """Return sums of contributions by a field, then of the hours of volunteers by the field `given_to`."""
    lines = Contribution.objects.filter(project=project.pk).details()
    rows = _sums(lines, year, field, people=Max("people"), cost=Sum("cost"))
    if given_to:
        people = Count("volunteer__agent", distinct=True)
        rows += _sums(_given(project), year, given_to, people=people, cost=Value(ZERO))
    return rows


def _sums(rows: QuerySet[Any], year: int | None, field: str, **sums: Any) -> list[Any]:
    rows = rows.filter(**{f"{field}__isnull": False}, **({"date__year": year} if year else {}))
    return list(rows.order_by().values(key=F(field)).annotate(hours=Sum("hours"), **sums))


def _largest_first(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (-entry.hours, -entry.cost, sort_key(entry.label)))


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
    lock_page(project.pk)  # one import at a time
    keys = [line["import_key"] for line in lines]
    contributions = Contribution.objects.filter(project=project)
    if any(line["overall"] for line in lines):
        contributions.filter(overall=True).exclude(import_key__in=keys).delete()
    existing = {contribution.import_key: contribution for contribution in contributions}
    new: list[Contribution] = []
    changed: list[Contribution] = []
    for line in preview(lines):
        known = existing.get(line.import_key)
        line.project = project
        if known is None:
            new.append(line)
        elif any(getattr(known, name) != getattr(line, name) for name in Line.__annotations__):
            line.pk = known.pk
            changed.append(line)
    fields = [name.removesuffix("_id") for name in Line.__annotations__]
    Contribution.objects.bulk_update(changed, fields, batch_size=200)
    Contribution.objects.bulk_create(new, batch_size=200)
    done = Imported(added=len(new), replaced=len(changed))
    log(project, "volunteering.import_contributions", user=by, data=asdict(done))
    return done
