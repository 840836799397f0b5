"""The processes that work: for each lane, its workers and one that fills its queue."""

import contextlib
import logging
import os
import signal
import threading
from collections.abc import Iterable, Mapping

from django.db import close_old_connections, connections
from django.utils import timezone
from huey.consumer import Consumer, Scheduler, Worker

from portal.common.outages import Outage
from portal.common.schedule import Lane, periodic
from portal.upkeep.closing import is_closed

from .models import Task
from .queues import fill, looking
from .running import HOST, abandoned

logger = logging.getLogger(__name__)

WORKERS = {Lane.SHORT: 3, Lane.BULK: 1, Lane.HEAVY: 1}
POLL = 0.25  # seconds between two looks of an idle worker at a queue of SQLite
STOPPING = 25  # seconds for what is being done; then it is interrupted, and done later
# Time limits are alarms of a process: threads, where there is no fork, have none.
PROCESSES = hasattr(os, "fork")


class LaneWorker(Worker):
    """Ends with the process that started it, however that ended."""

    parent = 0

    def loop(self, now: object = None) -> None:
        """Look for work once."""
        if PROCESSES and os.getppid() != self.parent:
            self.stop_flag.set()
            return
        super().loop(now)


class Filler(Scheduler):
    """Fills the queue of its lane every second, and frees what a worker that died had."""

    lane: Lane
    parent = 0
    outage: Outage

    def loop(self, now: object = None) -> None:
        """Fill the queue once. A database or queue that does not answer is asked again."""
        if PROCESSES and os.getppid() != self.parent:
            self.stop_flag.set()
            return
        close_old_connections()
        try:
            if not is_closed():
                free_the_dead(self.lane)
                fill(self.lane)
        except Exception as error:  # noqa: BLE001 - whatever is out of order may come back
            self.outage.failed(error)
            connections.close_all()
        else:
            self.outage.worked()
        self.stop_flag.wait(self.interval)


class LaneConsumer(Consumer):
    """The workers of a lane and what fills their queue."""

    worker_class = LaneWorker
    scheduler_class = Filler

    def __init__(self, lane: Lane, workers: int) -> None:
        self.lane, self.parent = lane, os.getpid()
        super().__init__(
            looking(lane).huey,
            workers=workers,
            periodic=False,
            initial_delay=POLL,
            backoff=1,
            worker_type="process" if PROCESSES else "thread",
            shutdown_timeout=STOPPING,
            graceful_signal="TERM",
        )

    def _set_signal_handlers(self) -> None:
        """Leave the signals to `work`: each consumer would take them from the others."""

    def _create_worker(self) -> LaneWorker:
        worker: LaneWorker = super()._create_worker()
        worker.parent = self.parent
        return worker

    def _create_scheduler(self) -> Filler:
        filler: Filler = super()._create_scheduler()
        filler.lane, filler.parent = self.lane, self.parent
        filler.outage = Outage(
            logger,
            begins=f"The tasks of lane '{self.lane}' wait.",
            ends=f"The tasks of lane '{self.lane}' go on.",
            traced=True,
        )
        return filler


def free_the_dead(lane: Lane) -> None:
    """Free the tasks of this machine's workers that died, and end the worker whose task took too long."""
    if not PROCESSES:
        return
    now = timezone.now()
    claimed = Task.objects.filter(lane=lane, claimed_until__isnull=False)
    for task in claimed.filter(claimed_by__startswith=f"{HOST}:"):
        process = int(task.claimed_by.rpartition(":")[2])
        assert task.claimed_until is not None
        if _lives(process):
            if task.claimed_until > now:
                continue
            logger.error("The worker of '%s' did not heed the end of its time and is ended", task.name)
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        abandoned(task)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it is another account's
        return True
    return True


def declare() -> None:
    """Write a row for each periodic command, and delete those of commands that are no more."""
    for one in periodic.values():
        Task.objects.update_or_create(
            name=one.command,
            period__isnull=False,
            defaults={"lane": one.lane, "limit": one.limit, "period": one.period},
        )
    Task.objects.periodic().exclude(name__in=periodic).delete()


def work(workers: Mapping[Lane, int]) -> None:
    """Run so many workers in each lane, until SIGTERM or Ctrl+C."""
    stopping = threading.Event()
    declare()
    connections.close_all()  # a process and what it forks must not share one
    consumers = [LaneConsumer(lane, count) for lane, count in workers.items() if count]
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    for consumer in consumers:
        consumer.start()
    while not stopping.wait(1):
        for consumer in consumers:
            consumer.check_worker_health()
    _stop(consumers)


def _stop(consumers: Iterable[Consumer]) -> None:
    for consumer in consumers:
        consumer.stop_flag.set()
    for consumer in consumers:
        consumer.stop(graceful=True)
