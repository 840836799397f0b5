"""Verbs of the account of contributions."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page

from portal.accounts.models import User
from projects.models import ProjectPage

from .enums import ContributionSource
from .importing import Line
from .models import Contribution

_FIELDS = ["overall", "action_id", "workshop", "service_id", "date", "hours", "people", "cost", "note"]


@dataclass(frozen=True)
class Imported:
    """How many lines were new, and how many replaced what an earlier import had brought."""

    added: int
    replaced: int


@transaction.atomic
def import_contributions(*, project: ProjectPage, lines: Sequence[Line], by: User | None = None) -> Imported:
    """Bring historic figures in; a line that was imported already replaces itself.

    An overall figure replaces the one there is.
    """
    Page.objects.select_for_update().get(pk=project.pk)  # one import at a time
    keys = [line["key"] for line in lines]
    existing = {
        contribution.import_key: contribution
        for contribution in Contribution.objects.filter(project=project).exclude(import_key="")
    }
    if any(line["overall"] for line in lines):
        Contribution.objects.filter(project=project, overall=True).exclude(import_key__in=keys).delete()
    new: list[Contribution] = []
    known: list[Contribution] = []
    for line in lines:
        contribution = existing.get(line["key"])
        (known if contribution else new).append(_filled(contribution or Contribution(project=project), line))
    Contribution.objects.bulk_update(known, [name.removesuffix("_id") for name in _FIELDS], batch_size=200)
    Contribution.objects.bulk_create(new, batch_size=200)
    log(
        project,
        "volunteering.import_contributions",
        user=by,
        data={"added": len(new), "replaced": len(known)},
    )
    return Imported(added=len(new), replaced=len(known))


def _filled(contribution: Contribution, line: Line) -> Contribution:
    contribution.import_key = line["key"]
    contribution.overall = line["overall"]
    contribution.action_id = line["action"]
    contribution.workshop = line["workshop"]
    contribution.service_id = line["service"]
    contribution.date = datetime.date.fromisoformat(line["date"])
    contribution.hours = Decimal(line["hours"])
    contribution.people = line["people"]
    contribution.cost = Decimal(line["cost"])
    contribution.note = line["note"]
    contribution.source = ContributionSource.HISTORIC
    return contribution
