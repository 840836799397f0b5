"""Tell administrators of what is wrong with tasks."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.operations.watch import watch_tasks


class Command(BaseCommand):
    help = "Mail administrators when a problem of the tasks begins, and when it is over. Safe to kill."

    def handle(self, *args: Any, **options: Any) -> None:
        watch_tasks()
