"""Ask something that may hang, without hanging."""

import time
from collections.abc import Callable
from threading import Lock, Thread
from typing import Generic, TypeVar

from django.db import connections

T = TypeVar("T")

LIMIT = 2.0  # seconds that anybody waits for an answer
KEPT = 5.0  # seconds for which an answer serves everybody who asks


class Asked(Generic[T]):
    """The answer of a function that never raises, asked in a thread of its own.

    Whoever asks waits for `LIMIT` seconds at most from when the thread began. A function that hangs keeps its
    one thread: no second one is started meanwhile, and nobody waits for it any more. The connections to the
    database that the function opened are closed at its end.
    """

    def __init__(self, ask: Callable[[], T]) -> None:
        self._ask = ask
        self._lock = Lock()
        self._thread: Thread | None = None
        self._began = self._ended = float("-inf")
        self._answer: T | None = None

    def start(self) -> None:
        """Ask, unless an answer is fresh or on its way."""
        with self._lock:
            if self._is_asking() or time.monotonic() - self._ended < KEPT:
                return
            self._began = time.monotonic()
            self._thread = Thread(target=self._run, name="health", daemon=True)
            self._thread.start()

    def answer(self) -> T | None:
        """Return the answer, or None if there is none within the limit."""
        if self._thread:
            self._thread.join(max(0.0, self._began + LIMIT - time.monotonic()))
        with self._lock:
            return None if self._is_asking() else self._answer

    def _is_asking(self) -> bool:
        return self._began > self._ended

    def _run(self) -> None:
        answer: T | None = None
        try:
            answer = self._ask()
        finally:
            connections.close_all()
            with self._lock:
                self._answer, self._ended = answer, time.monotonic()
