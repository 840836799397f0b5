"""Write to the search engines what waits for them."""

from typing import Any

from django.core.management.base import BaseCommand

from search.engines import get_engines
from search.index.sync import catch_up


class Command(BaseCommand):
    help = "Write to each search engine the changes that wait for it; run it every few seconds."

    def handle(self, *args: Any, **options: Any) -> None:
        for name in get_engines():
            catch_up(name)
