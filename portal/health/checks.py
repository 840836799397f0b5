"""The registry of what the portal needs to work: each app registers the checks of its own parts.

A check says whether a part works now, for probes and alarms. It must be cheap, and read nothing that grows
with the content.
"""

from collections.abc import Callable
from dataclasses import dataclass


class UnhealthyError(Exception):
    """A part does not work. The words say why, for operators: they hold nothing about people."""


@dataclass(frozen=True)
class Check:
    """One part: `run` raises an exception, of any kind, if it does not work."""

    name: str
    run: Callable[[], object]
    critical: bool  # without it no page can be answered
    asks_database: bool


checks: dict[str, Check] = {}


def register_check(
    name: str, run: Callable[[], object], *, critical: bool = False, asks_database: bool = False
) -> None:
    """Add a check. Those that ask the database are run one after the other, on one connection."""
    checks[name] = Check(name, run, critical, asks_database)
