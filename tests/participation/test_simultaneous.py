"""What holds when several people click at the same moment: real threads on a real database.

On SQLite the threads work on a file, a copy of the test database, because the one in memory serves one
writer only. On PostgreSQL they work on the test database itself, and what they write is removed.
"""

import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from projects.models import ActionPage
from projects.participation.enums import VolunteerStatus
from projects.participation.models import Comment, Volunteer
from projects.participation.services import post_comment, volunteer
from tests.factories import ActionPageFactory, UserFactory

AGENTS = 8


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls at the same moment, each on its own connection; raise what one of them raises."""
    ready = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(position: int, call: Callable[[], Any]) -> None:
        ready.wait()
        try:
            results[position] = call()
        except Exception as error:  # noqa: BLE001 (raised below)
            results[position] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for result in results:
        if isinstance(result, Exception):
            raise result
    return results


@pytest.fixture
def shared_database(
    django_db_setup: None, django_db_blocker: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """No transaction around the test: what one thread commits, the others read."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            path = tmp_path / "portal.sqlite3"
            copy = sqlite3.connect(path)
            connection.ensure_connection()
            connection.connection.backup(copy)
            copy.close()
            monkeypatch.setitem(connections.settings["default"], "NAME", str(path))
        yield


@pytest.fixture
def plan(shared_database: None) -> Iterator[tuple[ActionPage, list]]:
    """An action with three places, and agents, committed."""

    def make() -> tuple[ActionPage, list]:
        action = ActionPageFactory(seeking_volunteers=True)
        return action, [UserFactory() for _agent in range(AGENTS)]

    [(action, agents)] = together(make)
    yield action, agents

    def remove() -> None:
        Comment.objects.filter(page=action).delete()
        action.project.delete()
        for agent in agents:
            agent.delete()

    together(remove)


def test_places_hold_when_everybody_volunteers_at_once(plan: tuple[ActionPage, list]) -> None:
    action, agents = plan
    together(*(lambda agent=agent: volunteer(action=action, agent=agent) for agent in agents))
    [statuses] = together(lambda: list(action.volunteers.values_list("status", flat=True)))
    assert Counter(statuses) == {VolunteerStatus.OFFERED: 3, VolunteerStatus.WAITING: AGENTS - 3}


def test_one_impatient_agent_volunteers_once(plan: tuple[ActionPage, list]) -> None:
    action, [agent, *_others] = plan
    offers = together(*[lambda: volunteer(action=action, agent=agent).pk] * 4)
    assert len(set(offers)) == 1
    [total] = together(lambda: Volunteer.objects.filter(action=action).count())
    assert total == 1


def test_the_same_form_sent_at_the_same_moment_posts_once(plan: tuple[ActionPage, list]) -> None:
    action, [agent, *_others] = plan
    submission = Comment._meta.get_field("submission").get_default()

    def post() -> int:
        return post_comment(page=action, author=agent, text="Une fois", submission=submission).pk

    assert len(set(together(*[post] * 4))) == 1
    [total] = together(lambda: Comment.objects.filter(page=action).count())
    assert total == 1
