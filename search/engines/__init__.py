"""Search engines: the embedded one, always there, and the server of ``settings.SEARCH_URL``, if any."""

from functools import lru_cache

from django.conf import settings

from search.engines.base import SearchEngine
from search.engines.embedded import EmbeddedEngine
from search.engines.guarded import GuardedServer
from search.enums import Engine


@lru_cache(maxsize=1)
def get_engine() -> EmbeddedEngine | GuardedServer:
    """Return the engine that answers readers: the embedded one, or the server backed by the embedded one."""
    embedded = EmbeddedEngine.from_settings()
    if not settings.SEARCH_URL:
        return embedded
    from search.engines.elasticsearch import ElasticsearchEngine  # its libraries are optional

    return GuardedServer(ElasticsearchEngine.from_settings(), embedded)


def get_engines() -> dict[Engine, SearchEngine]:
    """Return every engine that is kept in step with the database. Readers ask the last one first."""
    engine = get_engine()
    if isinstance(engine, GuardedServer):
        return {Engine.EMBEDDED: engine.embedded, Engine.SERVER: engine.server}
    return {Engine.EMBEDDED: engine}
