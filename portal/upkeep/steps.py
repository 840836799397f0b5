"""What follows a restore: each app registers what must be done with its own rows."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Restored:
    """A restore, for those whose rows came back."""

    made_at: datetime.datetime  # the moment of the backup
    send_mail: bool  # whether what waited to leave then did not leave since
    erasures: list[dict[str, Any]]  # since that moment: see `erasures`


# Does its part and returns what to say of it. Safe to run again: a restore that was killed is.
Step = Callable[[Restored], str]

_steps: list[tuple[int, Step]] = []


def after_restore(step: Step, *, order: int) -> None:
    """Register what to do after a restore: first stop what leaves the portal, last make what is derived."""
    _steps.append((order, step))
    _steps.sort(key=lambda entry: entry[0])


def steps() -> list[Step]:
    """Return what to do after a restore, in order."""
    return [step for _order, step in _steps]
