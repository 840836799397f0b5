"""Calls for volunteers, wherever they are shown."""

import datetime

from django.db.models import Count, F, Q

from projects.querysets import ActionPageQuerySet

from ..enums import TAKES_A_PLACE


def open_calls(actions: ActionPageQuerySet, today: datetime.date) -> ActionPageQuerySet:
    """Among these actions, those that look for volunteers and have places left, with `taken` for cards."""
    taken = Count("volunteers", filter=Q(volunteers__status__in=TAKES_A_PLACE), distinct=True)
    return (
        actions.seeking_volunteers(today)
        .annotate(taken=taken)
        .filter(taken__lt=F("volunteers_wanted"))
        .order_by("-priority", "end", "number")
    )
