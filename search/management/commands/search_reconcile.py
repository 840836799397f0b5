"""Compare the search index with the database and repair it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.engines.base import IndexOutdatedError, SearchUnavailableError
from search.sync import rebuild, reconcile


class Command(BaseCommand):
    help = "Repair what differs between the search index and the database; run it every 15 minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            drift = reconcile()
        except IndexOutdatedError:
            self.stdout.write(f"There was no usable index: {rebuild()} documents indexed.")
        except SearchUnavailableError as error:
            raise CommandError(f"The index cannot be reached: {error}") from error
        else:
            self.stdout.write(
                f"{drift.missing} missing, {drift.outdated} outdated, {drift.left_over} left over: "
                f"{drift.total} repaired."
            )
