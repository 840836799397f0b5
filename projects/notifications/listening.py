"""Receivers of signals that must not disturb the sender.

Signals are sent after commit: the change is saved, and a failure to notify must not become an error for the
person who made it. It is logged instead.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.dispatch import Signal

logger = logging.getLogger(__name__)


def listen(signal: Signal, act: Callable[..., None], *, name: str) -> None:
    """Call `act` with the arguments of a signal, once however often this name is registered."""

    def receive(sender: Any, signal: Signal, **arguments: Any) -> None:
        try:
            act(**arguments)
        except Exception:  # what happened stays done: see the module
            logger.exception("Nobody was notified: %s", name)

    signal.connect(receive, weak=False, dispatch_uid=name)
