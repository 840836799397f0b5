"""The shared cache of an installation. Every page works without it."""

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

from portal.common.outages import Outage

T = TypeVar("T")

logger = logging.getLogger(__name__)

TIMEOUT = 0.5  # seconds for the server to answer
PAUSE = 10  # seconds without asking a server that did not

outage = Outage(
    logger, begins="The cache does not answer; pages do without it.", ends="The cache answers again."
)


class _Server(RedisCacheClient):
    """A Redis or Valkey server. While it does not answer, nothing is found and nothing is stored.

    A page then costs what it costs without a cache. The log says when the server went away and came back.
    """

    silent_until = 0.0  # of the process, in seconds of the monotonic clock; 0 while the server answers

    def __init__(self, servers: list[str], **options: Any) -> None:
        super().__init__(
            servers,
            socket_timeout=TIMEOUT,
            socket_connect_timeout=TIMEOUT,
            retry=Retry(NoBackoff(), 0),
            **options,
        )

    def _ask(self, without: T, question: Callable[..., T], *arguments: Any) -> T:
        if time.monotonic() < _Server.silent_until:
            return without
        try:
            answer = question(*arguments)
        except (RedisConnectionError, RedisTimeoutError) as error:
            outage.failed(error)
            _Server.silent_until = time.monotonic() + PAUSE
            return without
        if _Server.silent_until:
            _Server.silent_until = 0.0
            outage.worked()
        return answer

    def add(self, key: str, value: Any, timeout: int | None) -> bool:
        return self._ask(False, super().add, key, value, timeout)

    def get(self, key: str, default: Any) -> Any:
        return self._ask(default, super().get, key, default)

    def set(self, key: str, value: Any, timeout: int | None) -> None:
        self._ask(None, super().set, key, value, timeout)

    def touch(self, key: str, timeout: int | None) -> bool:
        return self._ask(False, super().touch, key, timeout)

    def delete(self, key: str) -> bool:
        return self._ask(False, super().delete, key)

    def get_many(self, keys: Any) -> dict[Any, Any]:
        return self._ask({}, super().get_many, keys)

    def has_key(self, key: str) -> bool:
        return self._ask(False, super().has_key, key)

    def incr(self, key: str, delta: int) -> int:
        return self._ask(delta, super().incr, key, delta)

    def set_many(self, data: dict[str, Any], timeout: int | None) -> None:
        self._ask(None, super().set_many, data, timeout)

    def delete_many(self, keys: list[str]) -> None:
        self._ask(None, super().delete_many, keys)

    def clear(self) -> bool:
        return self._ask(False, super().clear)


class SharedCache(RedisCache):
    """Django's Redis cache, tolerant of outages.

    Each thread has its own instance. The pause after an outage is that of the process.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _Server
