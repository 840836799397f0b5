"""Hearing of what is done.

Signals come on commit: what happened is done, and a failure to tell must not turn it into an error for who
did it. It is logged instead.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.dispatch import Signal

logger = logging.getLogger(__name__)


def listen(signal: Signal, act: Callable[..., None], *, name: str) -> None:
    """Act on a signal, with its arguments; once, however often this name listens to it."""

    def receive(sender: Any, signal: Signal, **arguments: Any) -> None:
        try:
            act(**arguments)
        except Exception:  # what happened stays done: see the module
            logger.exception("Nobody was told: %s", name)

    signal.connect(receive, weak=False, dispatch_uid=name)
