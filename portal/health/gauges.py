"""The registry of what is measured when Prometheus asks: each app registers the gauges of its own parts."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .asking import Asked

logger = logging.getLogger(__name__)

# A number, or one for each value of the label; None: there is nothing to measure.
Reading = float | Mapping[str, float] | None


@dataclass(frozen=True)
class Gauge:
    """A metric that is read, mostly in the database, when somebody asks for it."""

    name: str
    meaning: str
    read: Callable[[], Reading]
    label: str


gauges: dict[str, Gauge] = {}


def register_gauge(name: str, meaning: str, read: Callable[[], Reading], *, label: str = "") -> None:
    """Add a gauge. Its name begins with `portal_` and ends with its unit, if it has one."""
    gauges[name] = Gauge(name, meaning, read, label)


_unread: set[str] = set()  # gauges that could not be read the last time: the log says so once


def _read_all() -> dict[str, Reading]:
    """Read every gauge on one connection. One that cannot be read is left out, and logged."""
    readings: dict[str, Reading] = {}
    for gauge in gauges.values():
        try:
            readings[gauge.name] = gauge.read()
        except Exception as error:
            if gauge.name not in _unread:
                logger.error("The metric %s cannot be read", gauge.name, exc_info=error)
            _unread.add(gauge.name)
        else:
            _unread.discard(gauge.name)
    return readings


readings: Asked[dict[str, Reading]] = Asked(_read_all)
