"""Whether search answers, and how late its indexes are."""

from django.db.models import Count, Min
from django.utils import timezone

from portal.health.checks import UnhealthyError, register_check
from portal.health.gauges import register_gauge
from search.engines import get_engines
from search.models import Change

LATE = 5 * 60  # seconds that a change may wait: a rebuild of a large index takes some


def register() -> None:
    """Add the checks and the gauges of search."""
    register_check("search", engines_answer)
    register_check("search_lag", indexes_are_current, asks_database=True)
    register_gauge("portal_search_waiting", "Changes that wait for an index", waiting, label="engine")
    register_gauge(
        "portal_search_lag_seconds", "Age of the oldest change that waits for an index", lags, label="engine"
    )


def engines_answer() -> None:
    """Fail if an engine cannot be used, even one that another stands in for."""
    for name, engine in get_engines().items():
        health = engine.health()
        if not health.usable:
            raise UnhealthyError(f"the {name} engine: {health.detail}")


def indexes_are_current() -> None:
    """Fail if a change has waited for an index for longer than `LATE`."""
    for name, seconds in lags().items():
        if seconds > LATE:
            raise UnhealthyError(f"the {name} index is {seconds:.0f} s late")


def waiting() -> dict[str, float]:
    """Return how many changes wait for each engine."""
    counts = Change.objects.order_by().values_list("engine").annotate(Count("pk"))
    return {**{name.value: 0.0 for name in get_engines()}, **dict(counts)}


def lags() -> dict[str, float]:
    """Return how long the oldest change has waited for each engine, in seconds."""
    oldest = dict(Change.objects.order_by().values_list("engine").annotate(Min("created_at")))
    now = timezone.now()
    return {
        name.value: (now - oldest[name]).total_seconds() if name in oldest else 0.0 for name in get_engines()
    }
