"""Make the search index anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engines.base import SearchUnavailableError
from search.enums import Engine
from search.index.sync import rebuild
from search.management.engines import named


class Command(BaseCommand):
    help = "Build a new search index beside the one in use, then swap; for every engine, or for one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--engine", choices=Engine.values)

    def handle(self, *args: Any, engine: str | None, **options: Any) -> None:
        for name in named(engine):
            try:
                count = rebuild(name)
            except SearchUnavailableError as error:
                raise CommandError(f"The {name} index could not be built: {error}") from error
            self.stdout.write(f"{name}: {count} documents indexed.")
