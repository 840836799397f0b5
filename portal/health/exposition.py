"""The text that Prometheus reads: the counters of all processes, the gauges, and what the checks found."""

from collections.abc import Iterator

from django.conf import settings
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from .gauges import Gauge, Reading, gauges, readings
from .report import portal_health

__all__ = ["CONTENT_TYPE", "exposition"]


class _Gauges(Collector):
    """The registered gauges. The name of one that cannot be read is given, and no value."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        readings.start()
        outcomes = portal_health().report().outcomes
        read = readings.answer() or {}
        works = GaugeMetricFamily(
            "portal_works", "Whether each part works, as /sante/pret/ says", labels=["part"]
        )
        for name, outcome in outcomes.items():
            works.add_metric([name], outcome.ok)
        yield works
        yield GaugeMetricFamily(
            "portal_unread_gauges", "Gauges that could not be read", value=len(gauges) - len(read)
        )
        for gauge in gauges.values():
            yield _family(gauge, read.get(gauge.name))


def _family(gauge: Gauge, reading: Reading) -> GaugeMetricFamily:
    family = GaugeMetricFamily(gauge.name, gauge.meaning, labels=[gauge.label] if gauge.label else None)
    if isinstance(reading, float | int):
        family.add_metric([], reading)
    elif reading is not None:
        for value, measured in reading.items():
            family.add_metric([value], measured)
    return family


def exposition() -> bytes:
    """Return all the metrics, in the format of Prometheus."""
    registry = CollectorRegistry()
    settings.METRICS_FOLDER.mkdir(parents=True, exist_ok=True)
    MultiProcessCollector(registry, path=str(settings.METRICS_FOLDER))
    registry.register(_Gauges())
    return generate_latest(registry)
