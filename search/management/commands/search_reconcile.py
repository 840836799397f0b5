"""Compare the search index with the database and repair it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engines.base import IndexOutdatedError, SearchUnavailableError
from search.enums import Engine
from search.index.sync import rebuild, reconcile
from search.management.engines import named


class Command(BaseCommand):
    help = "Repair what differs between each search index and the database; run it every 15 minutes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--engine", choices=Engine.values)

    def handle(self, *args: Any, engine: str | None, **options: Any) -> None:
        unreachable = []
        for name in named(engine):
            try:
                self.stdout.write(f"{name}: {_repair(name)}")
            except SearchUnavailableError as error:
                unreachable.append(f"The {name} index cannot be reached: {error}")
        if unreachable:
            raise CommandError("\n".join(unreachable))


def _repair(name: Engine) -> str:
    try:
        drift = reconcile(name)
    except IndexOutdatedError:
        return f"there was no usable index: {rebuild(name)} documents indexed."
    return (
        f"{drift.missing} missing, {drift.outdated} outdated, {drift.left_over} left over: "
        f"{drift.total} repaired."
    )
