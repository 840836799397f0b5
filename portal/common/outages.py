"""What fails again and again is told when it begins, now and then while it lasts, and when it ends."""

import logging
import time
from collections.abc import Callable
from threading import Lock

REMINDER = 15 * 60  # seconds between two lines about an outage that lasts


class Outage:
    """The failures in a row of one thing that this process needs: a server, a job.

    `begins` and `ends` are sentences of the log. The first failure comes with its trace if `traced`.
    """

    def __init__(
        self,
        logger: logging.Logger,
        *,
        begins: str,
        ends: str,
        traced: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._logger = logger
        self._begins = begins
        self._ends = ends
        self._traced = traced
        self._clock = clock
        self._lock = Lock()
        self._since: float | None = None  # seconds of the clock; None while all is well
        self._told = 0.0
        self._failures = 0

    @property
    def lasts(self) -> bool:
        """Return True from the first failure to the next success."""
        return self._since is not None

    def failed(self, reason: Exception | str) -> None:
        """Note a failure."""
        with self._lock:
            now = self._clock()
            self._failures += 1
            if self._since is None:
                self._since = self._told = now
                trace = reason if self._traced and isinstance(reason, Exception) else None
                self._logger.error("%s %s", self._begins, reason, exc_info=trace)
            elif now - self._told >= REMINDER:
                self._told = now
                self._logger.error(
                    "%s This lasts for %.0f minutes, and failed %s times. %s",
                    self._begins, (now - self._since) / 60, self._failures, reason,
                )  # fmt: skip

    def worked(self) -> None:
        """Note a success, which ends the outage if there was one."""
        if self._since is None:  # mostly so: no lock is taken
            return
        with self._lock:
            if self._since is None:
                return
            self._logger.warning(
                "%s It lasted for %.0f seconds, and failed %s times.",
                self._ends, self._clock() - self._since, self._failures,
            )  # fmt: skip
            self._since, self._failures = None, 0
