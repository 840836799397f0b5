"""Announcements: signals that are written in the transaction of what they tell, and heard after it.

Nothing that was acknowledged goes untold: the announcement is a row of that transaction. A worker calls each
listener once, in a transaction of its own; those that fail are called again later, and the others are not.
"""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction

from portal.common.schedule import MINUTE, Lane

from .models import Task
from .running import once, run

logger = logging.getLogger(__name__)

Listener = Callable[..., None]


class Announcement:
    """Something that happened, for the apps above. Its arguments are objects, lists of objects, or JSON."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.listeners: dict[str, Listener] = {}
        self.listeners_at_once: list[Listener] = []
        once[name] = self._tell

    def listen(self, listener: Listener, *, name: str) -> None:
        """Call `listener` with the arguments of each announcement. It may be called again after a failure."""
        self.listeners[name] = listener

    def listen_at_once(self, listener: Listener) -> None:
        """Call `listener` in the transaction of each announcement, for what the answer shows."""
        self.listeners_at_once.append(listener)

    def announce(self, **arguments: Any) -> None:
        """Write the announcement in the present transaction."""
        written = {name: _written(value) for name, value in arguments.items()}
        with transaction.atomic():
            for listener in self.listeners_at_once:
                listener(**arguments)
            task = Task.add(
                self.name,
                {"arguments": written, "listeners": sorted(self.listeners)},
                lane=Lane.SHORT,
                limit=MINUTE,
            )
            if settings.TASKS_IMMEDIATE:
                transaction.on_commit(partial(run, task.pk))

    def _tell(self, task: Task) -> None:
        """Call the listeners that did not hear it yet.

        Each is called in a transaction of its own, which also notes that it was. Raise the last failure.
        """
        try:
            arguments = {name: _read(value) for name, value in task.arguments["arguments"].items()}
        except ObjectDoesNotExist:
            return  # what was to be told is gone
        failure: Exception | None = None
        for name in list(task.arguments["listeners"]):
            try:
                with transaction.atomic():
                    if listener := self.listeners.get(name):
                        listener(**arguments)
                    task.arguments["listeners"].remove(name)
                    task.save(update_fields=["arguments"])
            except Exception as error:  # the other listeners must hear it all the same
                if name not in task.arguments["listeners"]:
                    task.arguments["listeners"].append(name)
                logger.exception("%s was not told to %s", task.name, name)
                failure = error
        if failure:
            raise failure


def _written(value: Any) -> Any:
    if isinstance(value, models.Model):
        return {"model": value._meta.label, "pk": value.pk}
    if isinstance(value, (list, tuple, set, models.QuerySet)):
        return [_written(one) for one in value]
    return value


def _read(value: Any) -> Any:
    if isinstance(value, dict):
        return apps.get_model(value["model"])._base_manager.get(pk=value["pk"])
    if isinstance(value, list):
        return [_read(one) for one in value]
    return value
