"""Make the search index anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.engines.base import SearchUnavailableError
from search.sync import rebuild


class Command(BaseCommand):
    help = "Build a new search index beside the one in use, then swap."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = rebuild()
        except SearchUnavailableError as error:
            raise CommandError(f"The index could not be built: {error}") from error
        self.stdout.write(f"{count} documents indexed.")
