"""How a signal becomes notifications.

Signals come on commit: what happened is done, and a failure to tell must not turn it into an error for who
did it. It is logged instead.
"""

import functools
import logging
from collections.abc import Callable
from typing import Any

from django.dispatch import Signal

logger = logging.getLogger(__name__)

_receivers: list[tuple[Signal, Callable[..., None]]] = []


def tells(signal: Signal) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Let a function tell what this signal says."""

    def register(tell: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(tell)
        def receive(sender: Any, signal: Signal, **arguments: Any) -> None:
            try:
                tell(**arguments)
            except Exception:  # what happened stays done: see the module
                logger.exception("Nobody was told: %s", tell.__name__)

        _receivers.append((signal, receive))
        return receive

    return register


def connect() -> None:
    for signal, receive in _receivers:
        signal.connect(receive, dispatch_uid=receive.__name__)
