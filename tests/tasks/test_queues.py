"""The queues lose and double, and nothing changes."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.common.schedule import Lane
from portal.tasks.models import Task
from portal.tasks.queues import fill, looking
from tests.factories import UserFactory


@pytest.fixture
def queue(settings: Settings, tmp_path: Path) -> Iterator[Any]:
    settings.TASKS_URL = f"sqlite://{tmp_path / 'tasks.sqlite3'}"
    looking.cache_clear()
    yield looking(Lane.SHORT).huey
    looking.cache_clear()


@pytest.mark.django_db
def test_a_due_task_has_one_entry(queue: Any) -> None:
    Task.add("nothing", {}, lane=Lane.SHORT, limit=5)
    Task.add("nothing", {}, lane=Lane.HEAVY, limit=5)
    assert [fill(Lane.SHORT) for _second in range(3)] == [1, 0, 0]
    assert queue.pending_count() == 1


@pytest.mark.django_db
def test_an_entry_that_is_lost_is_written_again(queue: Any) -> None:
    task = Task.add("nothing", {}, lane=Lane.SHORT, limit=5)
    fill(Lane.SHORT)
    queue.flush()
    assert fill(Lane.SHORT) == 0  # a worker may be about to begin
    Task.objects.filter(pk=task.pk).update(queued_at=timezone.now() - datetime.timedelta(seconds=6))
    assert fill(Lane.SHORT) == 1


@pytest.mark.django_db
def test_the_database_knows_how_its_rows_are_spread() -> None:
    UserFactory.create_batch(3)
    call_command("update_statistics")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'accounts_user'")
            assert cursor.fetchall()
