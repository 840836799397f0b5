"""What follows a restore or an upgrade: each app registers what must be done with its own rows."""

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


# Brings up to this version what migrations do not. Returns what to say of it.
UpgradeStep = Callable[[], str]

upgrade_steps: list[UpgradeStep] = []


def after_upgrade(step: UpgradeStep) -> None:
    """Register what to do once the database is that of this version."""
    upgrade_steps.append(step)
