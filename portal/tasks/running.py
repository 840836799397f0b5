"""One run of a task: claimed, run within its time, and its end noted."""

import datetime
import io
import logging
import os
import random
import socket
import time

from django.core.management import call_command
from django.db import connections
from django.db.models import F
from django.utils import timezone
from huey.exceptions import TaskTimeout

from portal.common.schedule import periodic
from portal.http.logs import safe, without_rows
from portal.http.work import a_run_of, working_on

from .announcements import announcements, tell
from .models import Task, TaskQuerySet

logger = logging.getLogger(__name__)

HOST = socket.gethostname()
# Between the end of a task's time and the moment when another worker may take it.
GRACE = datetime.timedelta(seconds=15)
# The pause after a failure doubles. What is done once is tried for some four hours.
FIRST_PAUSE, LONGEST_PAUSE = 10, 3600  # seconds
ATTEMPTS = 12


def run(pk: int) -> None:
    """Run a task if it is due and nobody runs it. Its failure is logged, noted, and not raised."""
    task = claim(pk, timezone.now())
    if task is None:
        return
    begun = time.monotonic()
    with working_on(a_run_of(task.name)):
        try:
            result = _act(task)
        except Exception as error:  # any failure of a task is its own
            if task.attempts == 1:
                logger.exception("The task '%s' failed and is tried again", task.name)
            _failed(task, error, time.monotonic() - begun)
        except BaseException:  # the worker is stopped: another one may take the task at once
            _release(task)
            raise
        else:
            _done(task, result, time.monotonic() - begun)


def run_what_waits() -> None:
    """Run here what waits to be done once, as workers would."""
    for pk in Task.objects.once().due(timezone.now()).values_list("pk", flat=True):
        run(pk)


def claim(pk: int, now: datetime.datetime) -> Task | None:
    """Return the task for this process alone, or None if it is not due or another one has it."""
    task = Task.objects.filter(pk=pk, due_at__lte=now).first()
    if task is None:
        return None
    if task.claimed_until and task.claimed_until <= now and task.attempts >= ATTEMPTS:
        abandoned(task)  # on a machine that is no more
        return None
    until = now + datetime.timedelta(seconds=task.limit) + GRACE
    claimed = (
        Task.objects.filter(pk=pk, due_at__lte=now)
        .unclaimed(now)
        .update(
            claimed_until=until,
            claimed_by=f"{HOST}:{os.getpid()}",
            queued_at=None,
            started_at=now,
            attempts=F("attempts") + 1,
        )
    )
    if not claimed:
        return None
    task.claimed_until, task.started_at, task.attempts = until, now, task.attempts + 1
    return task


def _act(task: Task) -> str:
    if task.name in announcements:
        tell(task)
        return ""
    said = io.StringIO()
    call_command(periodic[task.name].command, stdout=said)
    return said.getvalue().strip()


def _done(task: Task, result: str, duration: float) -> None:
    if task.period is None or task.started_at is None:
        _mine(task).delete()
        return
    _mine(task).update(
        due_at=task.started_at + datetime.timedelta(seconds=task.period),
        succeeded_at=timezone.now(),
        duration=duration,
        result=result[-300:],
        attempts=0,
        last_error="",
        claimed_until=None,
    )


def _failed(task: Task, error: Exception, duration: float) -> None:
    if isinstance(error, TaskTimeout):
        connections.close_all()  # one may be in the middle of a question
    reason = safe(without_rows(f"{type(error).__name__}: {error}"))
    _again_later(task, reason, timezone.now() + pause(task), duration=duration)


def abandoned(task: Task) -> None:
    """Leave to the next worker what one that died had.

    The first time the task is not to blame, and does not wait.
    """
    now = timezone.now()
    _again_later(task, "Its worker died.", now + pause(task) if task.attempts > 1 else now)


def _again_later(task: Task, reason: str, due_at: datetime.datetime, **more: float) -> None:
    """Note the reason, and when the task is tried again, unless it is given up."""
    given_up = task.period is None and task.attempts >= ATTEMPTS
    if given_up:
        logger.error("The task '%s' is given up after %s attempts", task.name, task.attempts)
    _mine(task).update(
        due_at=None if given_up else due_at,
        given_up_at=timezone.now() if given_up else None,
        last_error=reason[:300],
        claimed_until=None,
        **more,
    )


def pause(task: Task) -> datetime.timedelta:
    """Return how long to wait after this failure: twice as long as after the last one, give or take a tenth.

    What runs often is tried again within a minute, and what runs seldom sooner than at its time.
    """
    first = min(task.period or FIRST_PAUSE, 60)
    longest = max(task.period, 60) if task.period else LONGEST_PAUSE
    seconds = min(first * 2 ** (task.attempts - 1), longest)
    return datetime.timedelta(seconds=seconds * random.uniform(0.9, 1.1))  # noqa: S311 (no secret)


def _release(task: Task) -> None:
    _mine(task).update(claimed_until=None, attempts=F("attempts") - 1)


def _mine(task: Task) -> TaskQuerySet:
    """Return the task, unless this process lost it."""
    return Task.objects.filter(pk=task.pk, claimed_until=task.claimed_until)
