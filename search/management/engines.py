"""The engine that a command's ``--engine`` names."""

from django.core.management.base import CommandError

from search.engines import get_engines
from search.engines.base import SearchEngine
from search.enums import Engine


def named(name: str | None) -> list[Engine]:
    """Return the engine of that name, or every engine if none is named.

    Raise `CommandError` if there is no such engine.
    """
    engines = list(get_engines())
    if name is None:
        return engines
    if name not in engines:
        raise CommandError("There is no search server: set SEARCH_URL.")
    return [Engine(name)]


def chosen(name: str | None) -> SearchEngine:
    """Return the engine of that name, or the one that readers ask first.

    Raise `CommandError` if there is no such engine.
    """
    return get_engines()[named(name)[-1]].patient()
