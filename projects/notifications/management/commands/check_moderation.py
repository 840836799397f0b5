"""Alarm administrators about what nobody may decide."""

from typing import Any

from django.core.management.base import BaseCommand

from projects.notifications.kinds.moderation import review_undecidable


class Command(BaseCommand):
    help = (
        "Alarm administrators about reports and appeals that nobody may decide, and end the alarms of "
        "those that somebody may decide again. Safe to run again, and to kill."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        review_undecidable()
