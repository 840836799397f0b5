"""Commands that run again and again: each app registers its own, with its period and its lane.

`manage.py run_tasks` runs them.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SECOND, MINUTE, HOUR, DAY = 1, 60, 3600, 24 * 3600  # seconds


class Lane(models.TextChoices):
    """Work that waits for each other. Each lane has workers of its own: none waits for another lane."""

    SHORT = "short", _("Short: somebody waits")
    BULK = "bulk", _("Bulk: mail to many")
    HEAVY = "heavy", _("Heavy: films, books, imports")


@dataclass(frozen=True)
class Periodic:
    """A management command that runs once a `period` in its `lane`, for `limit` at most, in seconds."""

    command: str
    period: float
    lane: Lane
    limit: float
    label: str | Promise = ""  # what it does, in words for administrators


periodic: dict[str, Periodic] = {}


def run_every(
    period: float,
    command: str,
    *,
    label: str | Promise = "",
    lane: Lane = Lane.SHORT,
    limit: float = MINUTE,
) -> None:
    """Register a management command that runs once a `period`. A run that takes longer than `limit` fails.

    `label` tells administrators what it does.
    """
    periodic[command] = Periodic(command, period, lane, limit, label)
