"""Notifications as lines of text."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet

from .kinds.base import KINDS


class Told(NamedTuple):
    """What is read of a notification to say it."""

    kind: str
    pk: int
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


def lines_of(notifications: Iterable[Told]) -> dict[int, Line]:
    """Return the line of each notification by its key. A notification whose object is gone has none."""
    notifications = list(notifications)
    wanted: defaultdict[Callable[[], QuerySet[Any]], set[int]] = defaultdict(set)
    for notification in notifications:
        wanted[KINDS[notification.kind].objects].add(notification.object_id)
    loaded = {objects: objects().in_bulk(keys) for objects, keys in wanted.items()}
    lines = {}
    for notification in notifications:
        kind = KINDS[notification.kind]
        found = loaded[kind.objects].get(notification.object_id)
        if found is not None:
            message = kind.say(found)
            lines[notification.pk] = Line(
                message.text,
                message.path,
                notification.created_at,
                message.quote,
                message.quote if message.in_mail else "",
            )
    return lines
