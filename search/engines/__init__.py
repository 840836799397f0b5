"""Search engines: one interface, chosen by the ``SEARCH_ENGINE`` setting."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from search.engines.base import SearchEngine


@lru_cache(maxsize=1)
def get_engine() -> SearchEngine:
    """The engine that ``settings.SEARCH_ENGINE`` names."""
    engine: SearchEngine = import_string(settings.SEARCH_ENGINE).from_settings()
    return engine
