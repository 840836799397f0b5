"""An outage is told when it begins, now and then, and when it ends."""

import logging

import pytest

from portal.common.outages import REMINDER, Outage

logger = logging.getLogger("portal.tests")


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_day_of_failures_each_five_seconds(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    outage = Outage(logger, begins="It is down.", ends="It is back.", traced=True, clock=clock)
    for _failure in range(24 * 3600 // 5):
        outage.failed(ConnectionRefusedError("refused"))
        clock.now += 5
    assert outage.lasts
    outage.worked()
    outage.worked()
    assert not outage.lasts
    first, *reminders, last = caplog.records
    assert (first.levelname, first.getMessage()) == ("ERROR", "It is down. refused")
    assert first.exc_info
    assert len(reminders) == 24 * 3600 // REMINDER - 1
    assert reminders[0].getMessage() == "It is down. This lasts for 15 minutes, and failed 181 times. refused"
    assert not any(record.exc_info for record in reminders)
    assert (last.levelname, last.getMessage()) == (
        "WARNING",
        "It is back. It lasted for 86400 seconds, and failed 17280 times.",
    )


def test_what_works_is_not_told(caplog: pytest.LogCaptureFixture) -> None:
    Outage(logger, begins="It is down.", ends="It is back.").worked()
    assert caplog.records == []


def test_the_next_outage_begins_anew(caplog: pytest.LogCaptureFixture) -> None:
    outage = Outage(logger, begins="It is down.", ends="It is back.")
    for _outage in range(2):
        outage.failed("refused")
        outage.worked()
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"] * 2
    assert "failed 1 times" in caplog.records[-1].getMessage()
