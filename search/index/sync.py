"""Keeps the engines in step with the database, through an outbox.

A change is recorded in its own transaction, once for each engine. The engines take it from `search_drain`:
nobody who saves a page waits for an index. What
cannot be written stays in the outbox for the next drain. The version of a write is the time at which its
drain started to read: the last drain to start has seen every change committed before it, so its writes win.
"""

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from search.engines import get_engines
from search.engines.base import IndexOutdatedError, SearchUnavailableError
from search.enums import Engine
from search.index.documents import build, build_all, digests
from search.models import Change

logger = logging.getLogger(__name__)

BATCH = 500


@dataclass(frozen=True, slots=True)
class Drift:
    """The repairs made by a reconciliation."""

    missing: int
    outdated: int
    left_over: int

    @property
    def total(self) -> int:
        """Number of repaired documents."""
        return self.missing + self.outdated + self.left_over


def record(keys: Iterable[str]) -> None:
    """Note that *keys* changed. Index them once the current transaction commits."""
    changed = list(keys)
    with transaction.atomic():
        Change.objects.bulk_create(
            [Change(key=key, engine=engine) for engine in get_engines() for key in changed], batch_size=BATCH
        )
        if settings.TASKS_IMMEDIATE:
            transaction.on_commit(drain, robust=True)


def drain(name: Engine = Engine.EMBEDDED) -> None:
    """Write to an engine what waits for it. Leave it in the outbox when the engine cannot take it."""
    try:
        while _drain_batch(name):
            pass
    except IndexOutdatedError as error:
        logger.info("The search index is rebuilt. %s", error)
        rebuild(name)
    except SearchUnavailableError as error:
        logger.warning("The search index is late, the changes are kept: %s", error)


def catch_up(name: Engine) -> None:
    """Drain what waits for an engine. Make its index if it has none, as after the loss of a disk."""
    health = get_engines()[name].health()
    if health.usable:
        drain(name)
        _unreachable.discard(name)
    elif health.outdated:
        logger.info("The %s index is made. %s", name, health.detail)
        rebuild(name)
    elif name not in _unreachable:
        _unreachable.add(name)
        logger.warning("The %s index is late, the changes are kept: %s", name, health.detail)


_unreachable: set[Engine] = set()  # engines that did not answer the last time: the log says so once


def _drain_batch(name: Engine) -> bool:
    version = _version()
    changes = list(Change.objects.filter(engine=name)[:BATCH])
    if changes:
        keys = {change.key for change in changes}
        docs = list(build(keys, version))
        engine = get_engines()[name]
        engine.upsert(docs)
        engine.delete(keys - {doc.key for doc in docs}, version)
        Change.objects.filter(pk__in=[change.pk for change in changes]).delete()
    return len(changes) == BATCH


def rebuild(name: Engine = Engine.EMBEDDED) -> int:
    """Make an index anew and return the number of documents. Raise SearchUnavailableError."""
    count = get_engines()[name].rebuild(build_all(_version()))
    reconcile(name)  # what changed meanwhile was written to the index that is no more
    return count


def reconcile(name: Engine = Engine.EMBEDDED) -> Drift:
    """Compare an index with the database and repair it. Raise SearchUnavailableError."""
    version = _version()
    waiting = list(Change.objects.filter(engine=name).values_list("pk", flat=True))
    engine = get_engines()[name]
    held = {entry.key: entry.digest for entry in engine.inventory()}
    wrong: list[str] = []
    missing = 0
    for key, digest in digests():
        known = held.pop(key, None)
        if not known or known != digest:
            wrong.append(key)
            missing += known is None
    for first in range(0, len(wrong), BATCH):
        engine.upsert(build(wrong[first : first + BATCH], version))
    engine.delete(held, version)
    Change.objects.filter(pk__in=waiting).delete()
    return Drift(missing=missing, outdated=len(wrong) - missing, left_over=len(held))


def _version() -> int:
    """Return the microseconds since 1970."""
    return time.time_ns() // 1000
