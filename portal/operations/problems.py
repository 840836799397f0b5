"""What is wrong with tasks at this moment, read from their rows: true even when no worker works."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.common.display import format_datetime, format_number
from portal.common.schedule import Lane, periodic
from portal.tasks.models import LATE_AFTER, Task

from .enums import ProblemKind


@dataclass(frozen=True)
class Problem:
    """Something that is wrong, in words for administrators."""

    kind: ProblemKind
    subject: str
    words: str
    reason: str = ""  # the words of the failure


def problems(now: datetime.datetime) -> list[Problem]:
    """Return what is wrong. While no worker works, jobs that are late and lanes that stand still follow."""
    silent = _silent(now)
    return [*(silent or [*_still(now), *_late(now)]), *_given_up()]


def job_label(name: str) -> str:
    """Return what a periodic command does, in words, or the name of something else."""
    job = periodic.get(name)
    return str(job.label) if job and job.label else name


def silent_since(now: datetime.datetime) -> datetime.datetime | None:
    """Return when a worker last began something, if that is too long ago, or else None."""
    seen = Task.objects.periodic().aggregate(first=Min("created_at"))["first"]
    last = Task.objects.heartbeat() or seen or now
    return last if now - last > LATE_AFTER else None


def _silent(now: datetime.datetime) -> list[Problem]:
    since = silent_since(now)
    if since is None:
        return []
    words = _(
        "No worker has begun anything since %(date)s: mail, notifications and publications wait. Start "
        "“manage.py run_tasks”, and read its log."
    )
    return [Problem(ProblemKind.SILENT, "", words % {"date": format_datetime(since)})]


def _still(now: datetime.datetime) -> list[Problem]:
    """Return the lanes in which something has been due for too long and nothing runs."""
    busy = Task.objects.running(now).values("lane")
    waiting = Task.objects.due(now - LATE_AFTER).unclaimed(now).exclude(lane__in=busy).order_by("lane")
    words = _("No worker takes the tasks of the lane “%(lane)s”. The oldest has been due since %(date)s.")
    return [
        Problem(ProblemKind.STILL, lane, words % {"lane": Lane(lane).label, "date": format_datetime(since)})
        for lane, since in waiting.values_list("lane").annotate(since=Min("due_at"))
    ]


def _late(now: datetime.datetime) -> list[Problem]:
    return [
        Problem(
            ProblemKind.LATE,
            task.name,
            _("“%(job)s” has not ended well since %(date)s.")
            % {"job": job_label(task.name), "date": format_datetime(task.succeeded_at or task.created_at)},
            task.last_error,
        )
        for task in Task.objects.late(now)
    ]


def _given_up() -> list[Problem]:
    found = Task.objects.given_up().order_by("name").values_list("name")
    return [
        Problem(
            ProblemKind.GIVEN_UP,
            name,
            ngettext(
                "%(count)s task “%(name)s” failed at each attempt and is given up.",
                "%(count)s tasks “%(name)s” failed at each attempt and are given up.",
                count,
            )
            % {"count": format_number(count), "name": name},
            reason,
        )
        for name, count, reason in found.annotate(Count("pk"), Max("last_error"))
    ]


@dataclass(frozen=True)
class LaneState:
    """How much waits in a lane."""

    lane: Lane
    running: int = 0
    due: int = 0
    due_since: datetime.datetime | None = None
    later: int = 0
    given_up: int = 0


def lanes(now: datetime.datetime) -> list[LaneState]:
    """Return the state of each lane, of its periodic jobs and of what is done once, in one query."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
    due = Q(due_at__lte=now) & free
    found = (
        Task.objects.order_by()
        .values("lane")
        .annotate(
            running=Count("pk", filter=Q(claimed_until__gt=now)),
            due=Count("pk", filter=due),
            due_since=Min("due_at", filter=due),
            later=Count("pk", filter=Q(due_at__gt=now, period__isnull=True) & free),
            given_up=Count("pk", filter=Q(given_up_at__isnull=False)),
        )
    )
    rows = found.values_list("lane", "running", "due", "due_since", "later", "given_up")
    states = {lane: LaneState(Lane(lane), *counts) for lane, *counts in rows}
    return [states.get(lane.value, LaneState(lane)) for lane in Lane]
