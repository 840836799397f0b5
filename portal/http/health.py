"""Whether the shared cache answers."""

import secrets

from django.core.cache import cache

from portal.health.checks import UnhealthyError

KEY, LIFE = "health", 10  # seconds


def cache_answers() -> None:
    """Fail if the cache does not give back what it was given: one that is down says nothing else."""
    value = secrets.token_hex(4)
    key = f"{KEY}-{value}"  # several processes look at the same moment
    cache.set(key, value, LIFE)
    if cache.get(key) != value:
        raise UnhealthyError("it does not give back what it was given")
