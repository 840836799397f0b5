"""Notifications as lines of text."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet

from .kinds.base import KINDS


class Told(NamedTuple):
    """What is read of a notification to say it."""

    kind: str
    object_id: int
    created_at: datetime.datetime


@dataclass(frozen=True)
class Line:
    """One notification as a line: see `kinds.base.Message`."""

    text: str
    path: str
    at: datetime.datetime
    quote: str = ""
    mail_quote: str = ""


# The objects of notifications, by kind and key.
Objects = Mapping[str, Mapping[int, Any]]


def objects_of(notifications: Iterable[Told]) -> Objects:
    """Read at once the objects that the lines of these notifications speak of."""
    keys: defaultdict[Callable[[], QuerySet[Any]], set[int]] = defaultdict(set)
    for notification in notifications:
        keys[KINDS[notification.kind].objects].add(notification.object_id)
    loaded = {objects: objects().in_bulk(wanted) for objects, wanted in keys.items()}
    return {name: loaded[kind.objects] for name, kind in KINDS.items() if kind.objects in loaded}


def line_of(notification: Told, objects: Objects) -> Line | None:
    """Return the line of a notification, or None if its object is gone."""
    found = objects[notification.kind].get(notification.object_id)
    if found is None:
        return None
    message = KINDS[notification.kind].say(found)
    return Line(
        message.text,
        message.path,
        notification.created_at,
        message.quote,
        message.quote if message.in_mail else "",
    )
