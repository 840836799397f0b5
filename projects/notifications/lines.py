"""Notifications in words."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from .enums import Kind
from .models import Notification
from .wordings import WORDINGS, Loader


@dataclass(frozen=True)
class Line:
    """One notification: see `wordings.base.Said`."""

    text: str
    path: str
    at: datetime.datetime
    quote: str = ""
    mail_quote: str = ""


def lines_of(notifications: Iterable[Notification]) -> dict[int, Line]:
    """The line of each notification by key; none for one whose object is gone."""
    notifications = list(notifications)
    wanted: defaultdict[Loader, set[int]] = defaultdict(set)
    for notification in notifications:
        wanted[WORDINGS[Kind(notification.kind)].load].add(notification.object_id)
    loaded = {load: load(keys) for load, keys in wanted.items()}
    lines = {}
    for notification in notifications:
        wording = WORDINGS[Kind(notification.kind)]
        found = loaded[wording.load].get(notification.object_id)
        if found is not None:
            said = wording.say(found)
            lines[notification.pk] = Line(
                said.text,
                said.path,
                notification.created_at,
                said.quote,
                said.quote if said.in_mail else "",
            )
    return lines
