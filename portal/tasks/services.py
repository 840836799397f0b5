"""What an administrator does about a task: run it now, try it again, cancel it.

Each is one statement, so that a second click, or a worker that takes the task at this moment, changes
nothing. Each returns False if there was nothing to change.
"""

from django.db.models import Q
from django.utils import timezone

from .models import Task


def run_now(task: Task) -> bool:
    """Let a periodic command run without waiting for its time."""
    now = timezone.now()  # what runs is due already
    return bool(Task.objects.periodic().filter(pk=task.pk, due_at__gt=now).update(due_at=now))


def try_again(task: Task) -> bool:
    """Give a task that was given up, or that waits after a failure, all its attempts again, from now on."""
    now = timezone.now()
    stopped = Task.objects.once().filter(Q(given_up_at__isnull=False) | Q(due_at__gt=now), pk=task.pk)
    return bool(stopped.update(due_at=now, given_up_at=None, attempts=0))


def cancel(task: Task) -> bool:
    """Delete a task that waits or was given up. What a worker is doing is never cancelled."""
    deleted, _by_model = Task.objects.once().filter(pk=task.pk).unclaimed(timezone.now()).delete()
    return bool(deleted)
