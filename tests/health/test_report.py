"""What works, what does not, and what the log says of it."""

import logging
from collections.abc import Callable
from threading import Event

import pytest

from portal.health import asking
from portal.health.checks import Check, UnhealthyError
from portal.health.report import Health, Outcome


def works() -> None:
    """A part that works."""


def fails() -> None:
    raise UnhealthyError("the words for operators")


def check(
    name: str, run: Callable[[], object] = works, *, critical: bool = False, asks_database: bool = False
) -> Check:
    return Check(name, run, critical, asks_database)


@pytest.mark.parametrize(
    ("checks", "state", "is_ready"),
    [
        ([check("a"), check("b", critical=True)], "ok", True),
        ([check("a", fails), check("b", critical=True)], "degraded", True),
        ([check("a"), check("b", fails, critical=True)], "down", False),
        ([check("a", fails), check("b", fails, critical=True)], "down", False),
    ],
)
def test_only_a_critical_part_turns_visitors_away(checks: list[Check], state: str, is_ready: bool) -> None:
    report = Health(checks).report()
    assert (report.state, report.is_ready) == (state, is_ready)


def test_an_error_of_any_kind_is_a_part_that_fails() -> None:
    outcomes = Health([check("a", lambda: 1 / 0), check("b", fails)]).report().outcomes
    assert outcomes["a"] == Outcome(False, "ZeroDivisionError: division by zero")
    assert outcomes["b"] == Outcome(False, "the words for operators")


def test_nothing_else_is_asked_of_a_database_that_does_not_answer() -> None:
    tried: list[str] = []
    outcomes = (
        Health(
            [
                check("mail", lambda: tried.append("mail"), asks_database=True),
                check("database", fails, critical=True, asks_database=True),
                check("migrations", lambda: tried.append("migrations"), critical=True, asks_database=True),
                check("disk", lambda: tried.append("disk")),
            ]
        )
        .report()
        .outcomes
    )
    assert tried == ["disk"]
    assert outcomes["mail"] == outcomes["migrations"] == Outcome(False, "not tried: database fails")
    assert outcomes["disk"].ok


def test_a_part_that_hangs_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "LIMIT", 0.2)
    stuck = Event()
    health = Health([check("cache", stuck.wait), check("disk"), check("mail", asks_database=True)])
    outcomes = health.report().outcomes
    assert not stuck.is_set()
    assert {name: outcome.ok for name, outcome in outcomes.items()} == {
        "mail": True,
        "cache": False,
        "disk": True,
    }
    assert outcomes["cache"].detail == "no answer within 2 seconds"
    stuck.set()


def test_the_log_says_when_a_part_begins_and_ceases_to_fail(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(asking, "KEPT", 0)
    broken = [True]
    health = Health([check("cache", lambda: fails() if broken else None)])
    with caplog.at_level(logging.INFO):
        for _probe in range(5):
            health.report()
        broken.clear()
        for _probe in range(5):
            health.report()
    assert [record.getMessage() for record in caplog.records] == [
        "Health: cache fails: the words for operators",
        "Health: cache works again",
    ]
