"""What works and what does not, as probes and alarms are told."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial

from .asking import LIMIT, Asked
from .checks import Check, UnhealthyError, checks

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What a check found. The detail may name servers and folders: it is for operators alone."""

    ok: bool
    detail: str = ""


SILENT = Outcome(False, f"no answer within {LIMIT:g} seconds")
WELL = Outcome(True)


@dataclass(frozen=True)
class Report:
    """What every check found."""

    outcomes: dict[str, Outcome]
    state: str  # ok; degraded: pages are answered, and something else fails; down

    @property
    def is_ready(self) -> bool:
        """Whether visitors can be sent here."""
        return self.state != "down"


class Health:
    """Runs checks within the limit of `Asked`, and logs each that begins or ceases to fail."""

    def __init__(self, checks: Iterable[Check]) -> None:
        ordered = sorted(checks, key=lambda check: not check.critical)
        of_database = [check for check in ordered if check.asks_database]
        alone = [[check] for check in ordered if not check.asks_database]
        self._asked = [(group, Asked(partial(run, group))) for group in [of_database, *alone] if group]
        self._critical = {check.name for check in ordered if check.critical}
        self._failing: set[str] = set()

    def report(self) -> Report:
        for _group, asked in self._asked:
            asked.start()
        outcomes: dict[str, Outcome] = {}
        for group, asked in self._asked:
            outcomes |= asked.answer() or {check.name: SILENT for check in group}
        self._log_changes(outcomes)
        failing = {name for name, outcome in outcomes.items() if not outcome.ok}
        state = "down" if failing & self._critical else "degraded" if failing else "ok"
        return Report(outcomes, state)

    def _log_changes(self, outcomes: dict[str, Outcome]) -> None:
        for name, outcome in outcomes.items():
            if outcome.ok and name in self._failing:
                self._failing.discard(name)
                logger.warning("Health: %s works again", name)
            elif not outcome.ok and name not in self._failing:
                self._failing.add(name)
                logger.error("Health: %s fails: %s", name, outcome.detail)


def run(group: Sequence[Check]) -> dict[str, Outcome]:
    """Run checks in their order. If a critical one fails, those after it are not tried."""
    outcomes: dict[str, Outcome] = {}
    broken = ""
    for check in group:
        outcomes[check.name] = Outcome(False, f"not tried: {broken} fails") if broken else _outcome(check)
        if check.critical and not outcomes[check.name].ok:
            broken = broken or check.name
    return outcomes


def _outcome(check: Check) -> Outcome:
    try:
        check.run()
    except UnhealthyError as error:
        return Outcome(False, str(error))
    except Exception as error:  # noqa: BLE001  whatever it is, the part does not work
        return Outcome(False, f"{type(error).__name__}: {error}")
    return WELL


@cache
def portal_health() -> Health:
    """Return the health of this process's portal, with the checks that every app registered."""
    return Health(checks.values())
