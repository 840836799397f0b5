"""Whether somebody works, and what waits for workers."""

from django.db.models import Count, Min
from django.utils import timezone

from portal.common.schedule import Lane
from portal.health.checks import UnhealthyError, register_check
from portal.health.gauges import register_gauge

from .models import Task

# Seconds without any task begun: several are due every few seconds, in a lane with several workers.
STILL = 2 * 60


def register() -> None:
    """Add the check and the gauges of tasks."""
    register_check("tasks", workers_work, asks_database=True)
    register_gauge("portal_tasks_waiting", "Tasks that are due and that no worker has", waiting, label="lane")
    register_gauge(
        "portal_tasks_oldest_seconds", "How long the oldest waiting task has been due", oldest, label="lane"
    )
    register_gauge("portal_tasks_running", "Tasks that a worker has", running, label="lane")
    register_gauge("portal_tasks_given_up", "Tasks that failed at each attempt and are given up", given_up)
    register_gauge("portal_tasks_heartbeat_seconds", "Time since a worker last began a task", heartbeat)
    register_gauge(
        "portal_job_late",
        "1 for a periodic job that has not ended well for three periods",
        late,
        label="command",
    )
    register_gauge("portal_job_seconds", "How long each periodic job last took", durations, label="command")


def workers_work() -> None:
    """Fail if no worker has begun anything for `STILL` seconds, or if a periodic job is late."""
    seconds = heartbeat()
    if seconds is None:
        raise UnhealthyError("no worker has begun anything yet: start run_tasks")
    if seconds > STILL:
        raise UnhealthyError(f"no worker has begun anything for {seconds:.0f} s")
    if jobs := sorted(job for job, is_late in late().items() if is_late):
        raise UnhealthyError(f"late: {', '.join(jobs)}")


def heartbeat() -> float | None:
    """Return how many seconds ago a worker last began something, or None if none ever did."""
    last = Task.objects.heartbeat()
    return None if last is None else (timezone.now() - last).total_seconds()


def waiting() -> dict[str, float]:
    """Return how many tasks are due in each lane and that no worker has."""
    due = Task.objects.due(timezone.now()).order_by()
    return {**_lanes(), **dict(due.values_list("lane").annotate(Count("pk")))}


def oldest() -> dict[str, float]:
    """Return for how many seconds the oldest of them has been due, in each lane."""
    now = timezone.now()
    since = Task.objects.due(now).order_by().values_list("lane").annotate(Min("due_at"))
    return {**_lanes(), **{lane: (now - due_at).total_seconds() for lane, due_at in since}}


def running() -> dict[str, float]:
    """Return how many tasks workers have, in each lane."""
    claimed = Task.objects.running(timezone.now()).order_by()
    return {**_lanes(), **dict(claimed.values_list("lane").annotate(Count("pk")))}


def given_up() -> int:
    """Return how many tasks are given up."""
    return Task.objects.given_up().count()


def late() -> dict[str, float]:
    """Return 1 for each periodic job that is late, and 0 for the others."""
    names = set(Task.objects.late(timezone.now()).values_list("name", flat=True))
    return {name: float(name in names) for name in Task.objects.periodic().values_list("name", flat=True)}


def durations() -> dict[str, float]:
    """Return how long each periodic job last took, in seconds."""
    jobs = Task.objects.periodic().values_list("name", "duration")
    return {name: duration for name, duration in jobs if duration is not None}


def _lanes() -> dict[str, float]:
    return dict.fromkeys(Lane.values, 0.0)
