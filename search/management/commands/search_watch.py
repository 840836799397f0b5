"""Tell agents what the searches that they follow have newly found."""

from typing import Any

from django.core.management.base import BaseCommand

from search.watch import watch_searches


class Command(BaseCommand):
    help = "Tell agents what the searches that they follow have newly found. Safe to run again, and to kill."

    def handle(self, *args: Any, **options: Any) -> None:
        watch_searches()
