"""The queues of Huey, one for each lane: they tell a worker which task to look at, and no more.

An entry that is lost is written again, and one that comes twice finds nothing to do: see `models.Task`.
"""

import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import close_old_connections
from django.utils import timezone
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.api import TaskWrapper
from huey.serializer import SignedSerializer

from portal.common.schedule import Lane

from .models import Task
from .running import run

AT_ONCE = 100  # entries written in one look
# An entry is lost when the queue is empty and the task was not begun for so long.
LOST = datetime.timedelta(seconds=5)
ANSWER = 5  # seconds in which a Redis server must answer


@cache
def looking(lane: Lane) -> TaskWrapper:
    """Return the work of the queue of a lane: to look at a task. Its `.huey` is the queue."""
    return _queue(f"portal-{lane}", settings.TASKS_URL).task(name="look_at")(_look_at)


def _queue(name: str, url: str) -> Huey:
    # Workers unpickle what they read: nobody else may write it.
    common: dict[str, Any] = {"results": False, "serializer": SignedSerializer(settings.SECRET_KEY, name)}
    scheme, _colon, rest = url.partition("://")
    if scheme in ("redis", "rediss"):
        from redis import ConnectionPool

        pool = ConnectionPool.from_url(url, socket_timeout=ANSWER, socket_connect_timeout=ANSWER)
        return RedisHuey(name, connection_pool=pool, **common)
    if scheme in ("postgres", "postgresql"):
        return PostgresHuey(name, dsn=f"postgresql://{rest}", **common)
    if scheme != "sqlite":
        raise ImproperlyConfigured("TASKS_URL begins with sqlite://, redis://, rediss:// or postgres://.")
    return SqliteHuey(name, filename=rest, fsync=False, **common)


def _look_at(pk: int) -> None:
    close_old_connections()
    try:
        run(pk)
    finally:
        close_old_connections()


def fill(lane: Lane) -> int:
    """Write an entry for each due task of a lane that has none. Return how many were written."""
    now = timezone.now()
    look = looking(lane)
    due = Task.objects.filter(lane=lane).due(now)
    waiting = due.filter(queued_at__isnull=True)
    if not waiting.exists() and look.huey.pending_count() == 0:
        waiting = due.filter(queued_at__lte=now - LOST)
    written = 0
    for pk, queued_at, limit in waiting.values_list("pk", "queued_at", "limit")[:AT_ONCE]:
        if Task.objects.filter(pk=pk, queued_at=queued_at).update(queued_at=now):
            look.huey.enqueue(look.s(pk, timeout=limit))
            written += 1
    return written
