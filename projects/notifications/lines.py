"""Notifications as lines of text."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from .kinds.base import KINDS, Loader
from .models import Notification


@dataclass(frozen=True)
class Line:
    """One notification as a line: see `kinds.base.Message`."""

    text: str
    path: str
    at: datetime.datetime
    quote: str = ""
    mail_quote: str = ""


def lines_of(notifications: Iterable[Notification]) -> dict[int, Line]:
    """Return the line of each notification by its key. A notification whose object is gone has none."""
    notifications = list(notifications)
    wanted: defaultdict[Loader, set[int]] = defaultdict(set)
    for notification in notifications:
        wanted[KINDS[notification.kind].load].add(notification.object_id)
    loaded = {load: load(keys) for load, keys in wanted.items()}
    lines = {}
    for notification in notifications:
        kind = KINDS[notification.kind]
        found = loaded[kind.load].get(notification.object_id)
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
