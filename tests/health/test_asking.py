"""What hangs is waited for once, and never keeps anybody from an answer for long."""

from collections.abc import Iterator
from threading import Event, active_count

import pytest

from portal.health import asking
from portal.health.asking import Asked

SHORT = 0.2  # seconds


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """What never ends before the test does."""
    monkeypatch.setattr(asking, "LIMIT", SHORT)
    event = Event()
    yield event
    event.set()


def test_an_answer_serves_everybody_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    asked = Asked(lambda: calls.append(1) or len(calls))
    for _visitor in range(50):
        asked.start()
        assert asked.answer() == 1
    monkeypatch.setattr(asking, "KEPT", 0)
    asked.start()
    assert asked.answer() == 2


def test_what_hangs_gives_no_answer_and_takes_one_thread(stuck: Event) -> None:
    asked = Asked(stuck.wait)
    before = active_count()
    for _visitor in range(20):
        asked.start()
        assert asked.answer() is None
    assert not stuck.is_set()
    assert active_count() == before + 1


def test_what_hung_answers_again(stuck: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(stuck.wait)
    asked.start()
    assert asked.answer() is None
    stuck.set()
    monkeypatch.setattr(asking, "LIMIT", 60)
    assert asked.answer() is True
