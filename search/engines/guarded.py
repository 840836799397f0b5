"""A server with the embedded engine behind it: readers get an answer even while the server is away."""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from threading import Lock
from typing import TypeVar

from portal.common.outages import Outage
from search.engines.base import QuestionRefusedError, SearchEngine, Searcher, SearchUnavailableError
from search.query import SearchPage, SearchRequest, Suggestion

Answer = TypeVar("Answer")

logger = logging.getLogger(__name__)

PAUSE = 10.0  # seconds without asking a server that did not answer


class GuardedServer(Searcher):
    """An engine that asks the server, or the embedded engine if the server does not answer.

    The answer says so. After a failure nobody waits for the server until the pause is over. Then one reader
    at a time does.
    """

    def __init__(
        self, server: SearchEngine, embedded: SearchEngine, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.server = server
        self.embedded = embedded
        self._clock = clock
        self._asks_again_at = 0.0
        self._outage = Outage(
            logger,
            begins="The search server does not answer; the embedded engine does.",
            ends="The search server answers again.",
            clock=clock,
        )
        self._lock = Lock()

    def search(self, request: SearchRequest) -> SearchPage:
        answer = self._from_server(lambda: self.server.search(request))
        return replace(self.embedded.search(request), degraded=True) if answer is None else answer

    def suggest(self, prefix: str, denied: tuple[str, ...], limit: int = 8) -> list[Suggestion]:
        answer = self._from_server(lambda: self.server.suggest(prefix, denied, limit))
        return self.embedded.suggest(prefix, denied, limit) if answer is None else answer

    def _from_server(self, ask: Callable[[], Answer]) -> Answer | None:
        """Return the answer of the server, or None if it gave none or is left alone."""
        if not self._may_ask():
            return None
        try:
            answer = ask()
        except SearchUnavailableError as error:
            self._note_failure(error)
            return None
        self._outage.worked()
        return answer

    def _may_ask(self) -> bool:
        """Return whether to ask the server. After a pause, only the first who asks tries it."""
        with self._lock:
            if not self._outage.lasts:
                return True
            now = self._clock()
            if now < self._asks_again_at:
                return False
            self._asks_again_at = now + PAUSE
            return True

    def _note_failure(self, error: SearchUnavailableError) -> None:
        if isinstance(error, QuestionRefusedError):  # the next question may be answered
            logger.error("The search server did not take a question. %s", error)
            return
        with self._lock:
            self._outage.failed(error)
            self._asks_again_at = self._clock() + PAUSE
