"""Notify agents of the new results of searches that they follow."""

from typing import Any

from django.core.management.base import BaseCommand

from search.watch import watch_searches


class Command(BaseCommand):
    help = "Notify agents of the new results of searches that they follow. Safe to run again, and to kill."

    def handle(self, *args: Any, **options: Any) -> None:
        watch_searches()
