"""Run the portal's recurring commands, until SIGTERM or Ctrl+C."""

import logging
import signal
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from portal.common.outages import Outage
from portal.common.schedule import periods
from portal.http.work import a_run_of, working_on

logger = logging.getLogger(__name__)

TICK = 1  # seconds between two looks at what is due


@dataclass
class Job:
    """A management command, its interval and its next time, in seconds."""

    command: str
    period: float
    due: float = 0
    outage: Outage = field(init=False)

    def __post_init__(self) -> None:
        self.outage = Outage(
            logger,
            begins=f"The scheduled command '{self.command}' failed.",
            ends=f"The scheduled command '{self.command}' works again.",
            traced=True,
        )


def run_due(jobs: list[Job], now: float) -> None:
    """Run the commands that are due. A command that fails is logged and tried again at its next time."""
    for job in jobs:
        if job.due > now:
            continue
        job.due = now + job.period
        with working_on(a_run_of(job.command)):
            try:
                call_command(job.command)
            except Exception as error:  # noqa: BLE001 - one failing command must not stop the others
                job.outage.failed(error)
            else:
                job.outage.worked()
            finally:
                close_old_connections()


class Command(BaseCommand):
    help = "Run scheduled publishing and housekeeping until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, lambda *_: stop.set())
        jobs = [Job(command, period) for command, period in periods.items()]
        while not stop.is_set():
            run_due(jobs, time.monotonic())
            stop.wait(TICK)
