"""Run the portal's recurring commands, until SIGTERM or Ctrl+C."""

import logging
import signal
import threading
import time
from dataclasses import dataclass
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from portal.http.work import a_run_of, working_on

logger = logging.getLogger(__name__)

SECOND, MINUTE, DAY = 1, 60, 24 * 3600  # seconds
PERIODS = {
    "send_mail_outbox": 5 * SECOND,
    "directory_sync": MINUTE / 2,  # who leaves the directory is out within a minute
    "search_drain": 2 * SECOND,
    "publish_scheduled": MINUTE,
    "search_reconcile": 15 * MINUTE,
    "clearsessions": DAY,
    "purge_expired": DAY,
    "check_moderation": MINUTE,
    "decide_floods": 2 * SECOND,
    "send_notifications": MINUTE,
    "search_watch": 5 * MINUTE,
}
TICK = 1  # seconds between two looks at what is due


@dataclass
class Job:
    """A management command, its interval and its next time, in seconds."""

    command: str
    period: float
    due: float = 0


def run_due(jobs: list[Job], now: float) -> None:
    """Run the commands that are due.

    A command that fails is logged and tried again at its next time.
    """
    for job in jobs:
        if job.due > now:
            continue
        job.due = now + job.period
        with working_on(a_run_of(job.command)):
            try:
                call_command(job.command)
            except Exception:  # one failing command must not stop the others
                logger.exception("The scheduled command '%s' failed", job.command)
            finally:
                close_old_connections()


class Command(BaseCommand):
    help = "Run scheduled publishing and housekeeping until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, lambda *_: stop.set())
        known = get_commands()
        jobs = [Job(command, period) for command, period in PERIODS.items() if command in known]
        while not stop.is_set():
            run_due(jobs, time.monotonic())
            stop.wait(TICK)
