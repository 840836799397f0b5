"""Retention of personal data: each app registers a purge for its key of `settings.RETENTION`."""

import datetime
from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Erases what is older than the given moment, and returns the number of rows. Safe to run again and to
# kill: what it has done stays done, and the next run does the rest.
Purge = Callable[[datetime.datetime], int]

DAYS_PER_YEAR = 365
BATCH = 1000  # rows of one transaction

purges: dict[str, Purge] = {}
# What each kind is, in words for readers: the register of processing shows it beside its period.
descriptions: dict[str, str | Promise] = {}


class Period(NamedTuple):
    """A line of the table of retention periods for readers."""

    what: str
    how_long: str


def register_purge(kind: str, purge: Purge, *, what: str | Promise = "") -> None:
    """Register the `purge` of this kind, a key of `settings.RETENTION`.

    `what` tells readers what is erased, and from when its age is counted.
    """
    purges[kind] = purge
    descriptions[kind] = what or kind


def rows_before(model: type[Model], field: str) -> Purge:
    """Return a purge that deletes the rows whose `field` is before the moment."""
    return lambda before: delete_all(model._base_manager.filter(**{f"{field}__lt": before}))


def delete_all(rows: QuerySet[Any]) -> int:
    """Delete these rows and what hangs on them, and return their number.

    They are deleted a batch at a time, so that other writers wait for one batch at most.
    """
    return in_batches(rows, lambda batch: batch.delete())


def in_batches(rows: QuerySet[Any], erase: Callable[[QuerySet[Any]], object]) -> int:
    """Call `erase` with these rows, a batch in each transaction, until none is left. Return their number."""
    erased = 0
    while keys := list(rows.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            erase(rows.filter(pk__in=keys))  # some may have changed since they were read
        erased += len(keys)
    return erased


def erase_expired(kind: str, now: datetime.datetime) -> int:
    """Erase data of this kind that is past its period at `now`. Return the number of erased rows."""
    return purges[kind](now - settings.RETENTION[kind])


def periods() -> list[Period]:
    """Return the table of retention periods in words, from the settings that the purge applies."""
    return [
        Period(str(descriptions[kind]), period_in_words(period))
        for kind, period in settings.RETENTION.items()
    ]


def period_in_words(period: datetime.timedelta) -> str:
    """Return 365 days as 1 year, 60 days as 60 days, 6 hours as 6 hours, 900 seconds as 15 minutes."""
    years, days = divmod(period.days, DAYS_PER_YEAR)
    if years and not days:
        return ngettext("%(count)s year", "%(count)s years", years) % {"count": years}
    if period.days:
        return ngettext("%(count)s day", "%(count)s days", period.days) % {"count": period.days}
    hours, seconds = divmod(period.seconds, 3600)
    if hours:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    minutes = seconds // 60
    if minutes:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    return _("none")
