"""What was announced is told, as a worker does it."""

from portal.tasks.models import Task
from portal.tasks.running import run


def tell_all() -> None:
    """Run what waits to be done once."""
    for pk in Task.objects.once().values_list("pk", flat=True):
        run(pk)
