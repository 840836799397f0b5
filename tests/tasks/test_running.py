"""One run of a task: who has it, how it ends, and what becomes of it."""

import datetime
import errno
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import get_commands
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.accounts.models import User
from portal.common.schedule import Lane, Periodic, periodic
from portal.tasks import running
from portal.tasks.announcements import Announcement
from portal.tasks.models import Task
from portal.tasks.running import ATTEMPTS, claim, pause, run
from portal.tasks.workers import declare, free_the_dead
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

DEAD = 2**22 + 1  # above the greatest number that Linux gives a process


@pytest.fixture
def told(settings: Settings) -> Iterator[Announcement]:
    """An announcement that nobody listens to yet."""
    settings.TASKS_IMMEDIATE = False
    announcement = Announcement("test_happened")
    yield announcement
    del running.once["test_happened"]


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The periodic commands that ran; 'broken' fails."""
    commands: list[str] = []

    def call(command: str, stdout: Any) -> None:
        commands.append(command)
        if command == "broken":
            raise OSError(errno.ENOSPC, "disk full", "/srv/agent@exemple.invalid")
        stdout.write("12 done\n")

    monkeypatch.setattr(running, "call_command", call)
    for command in ("broken", "sound"):
        periodic[command] = Periodic(command, 60, Lane.SHORT, 5)
    declare()
    yield commands
    del periodic["broken"], periodic["sound"]


def later(task: Task) -> Task:
    """The task, due now."""
    Task.objects.filter(pk=task.pk).update(due_at=timezone.now())
    return task


# Periodic commands


def test_what_is_registered_can_be_run() -> None:
    assert periodic.keys() <= get_commands().keys()
    assert {"send_mail_outbox", "search_drain", "publish_scheduled", "purge_expired"} <= periodic.keys()
    assert periodic["directory_sync"].period <= 45  # who leaves the directory is out within a minute


def test_a_periodic_command_runs_once_a_period(called: list[str]) -> None:
    task = Task.objects.get(name="sound")
    for _turn in range(3):
        run(task.pk)
    task.refresh_from_db()
    assert called == ["sound"]
    assert (task.result, task.attempts, task.claimed_until) == ("12 done", 0, None)
    assert task.started_at is not None
    assert task.due_at == task.started_at + datetime.timedelta(seconds=60)
    run(later(task).pk)
    assert called == ["sound", "sound"]


def test_a_failure_is_noted_and_tried_again_sooner_than_a_day(
    called: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    task = Task.objects.get(name="broken")
    run(task.pk)
    task.refresh_from_db()
    assert task.last_error == "OSError: disk full"
    assert task.attempts == 1
    assert "'broken' failed" in caplog.text
    daily = Task(period=24 * 3600, attempts=1)
    assert pause(daily) < datetime.timedelta(minutes=2)
    assert pause(Task(period=2, attempts=30)) <= datetime.timedelta(seconds=66)


def test_rows_follow_what_is_registered(called: list[str]) -> None:
    done = Task.objects.get(name="sound")
    run(done.pk)
    del periodic["broken"]
    periodic["sound"] = Periodic("sound", 120, Lane.BULK, 5)
    declare()
    periodic["broken"] = periodic["sound"]
    changed = Task.objects.get(name="sound")
    assert (changed.pk, changed.lane, changed.period) == (done.pk, Lane.BULK, 120)
    assert changed.result == "12 done"
    assert not Task.objects.filter(name="broken").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.create(name="sound", period=60, lane=Lane.SHORT, limit=5)


def test_what_has_not_ended_well_for_three_periods_is_late(called: list[str]) -> None:
    now = timezone.now()
    run(Task.objects.get(name="sound").pk)
    late = Task.objects.late
    assert not late(now + datetime.timedelta(seconds=170)).filter(name="sound").exists()
    assert late(now + datetime.timedelta(seconds=190)).filter(name="sound").exists()


# Who has it


def test_two_workers_do_not_take_the_same(called: list[str]) -> None:
    task = Task.objects.get(name="sound")
    now = timezone.now()
    mine = claim(task.pk, now)
    assert mine is not None
    assert mine.claimed_until == now + datetime.timedelta(seconds=5) + running.GRACE
    assert claim(task.pk, now) is None
    assert claim(task.pk, mine.claimed_until) is not None  # the first never came back


def test_what_a_dead_worker_had_is_free_at_once(called: list[str]) -> None:
    task = Task.objects.get(name="sound")
    for holder in (f"elsewhere:{DEAD}", f"{running.HOST}:{DEAD}"):
        Task.objects.filter(pk=task.pk).update(
            claimed_by=holder, claimed_until=timezone.now() + datetime.timedelta(hours=1)
        )
        free_the_dead(Lane.SHORT)
        run(task.pk)
        assert called == ([] if holder.startswith("elsewhere") else ["sound"])


def test_who_is_stopped_leaves_the_task_to_the_next(
    called: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(command: str, stdout: Any) -> None:
        raise KeyboardInterrupt

    task = Task.objects.get(name="sound")
    with monkeypatch.context() as patched:
        patched.setattr(running, "call_command", stopped)
        with pytest.raises(KeyboardInterrupt):
            run(task.pk)
    run(task.pk)
    assert called == ["sound"]


def test_what_kills_its_workers_is_given_up(settings: Settings) -> None:
    task = Task.add("deadly", {}, lane=Lane.SHORT, limit=5)
    dues = []
    for attempts in (1, 2, ATTEMPTS):
        Task.objects.filter(pk=task.pk).update(
            attempts=attempts,
            claimed_by=f"{running.HOST}:{DEAD}",
            claimed_until=timezone.now() + datetime.timedelta(hours=1),
        )
        free_the_dead(Lane.SHORT)
        task.refresh_from_db()
        dues.append(task.due_at and task.due_at <= timezone.now())
    assert dues == [True, False, None]
    assert (task.last_error, task.claimed_until) == ("Its worker died.", None)


# Announcements


def test_each_listener_hears_once_what_was_announced(told: Announcement) -> None:
    heard: list[Any] = []
    agents = UserFactory.create_batch(2)
    told.listen(lambda **said: heard.append(said), name="test")
    told.announce(agent=agents[0], agents=agents, before="offered", by=None)
    assert heard == []
    [task] = Task.objects.filter(name=told.name)
    run(task.pk)
    run(task.pk)
    assert heard == [{"agent": agents[0], "agents": agents, "before": "offered", "by": None}]
    assert not Task.objects.filter(name=told.name).exists()


def test_what_is_not_committed_is_not_announced(told: Announcement) -> None:
    told.listen(lambda: None, name="test")
    with transaction.atomic():
        told.announce()
        transaction.set_rollback(True)
    assert not Task.objects.filter(name=told.name).exists()


def test_who_listens_at_once_hears_before_workers_and_fails_with_the_change(told: Announcement) -> None:
    heard: list[User] = []

    def hear(agent: User) -> None:
        if not agent.is_active:
            raise ValueError("not this one")
        heard.append(agent)

    told.listen_at_once(hear)
    agent = UserFactory()
    told.announce(agent=agent)
    assert heard == [agent]
    run(Task.objects.get(name=told.name).pk)
    assert heard == [agent]
    with pytest.raises(ValueError, match="not this one"):
        told.announce(agent=UserFactory(is_active=False))
    assert not Task.objects.filter(name=told.name).exists()


def test_a_listener_that_fails_is_called_again_and_the_others_are_not(told: Announcement) -> None:
    heard: list[str] = []
    broken = [True]

    def fail() -> None:
        UserFactory(email="half@exemple.invalid")
        if broken:
            raise OSError("not now")
        heard.append("b")

    for name, listener in {"a": lambda: heard.append("a"), "b": fail, "c": lambda: heard.append("c")}.items():
        told.listen(listener, name=name)
    told.announce()
    task = Task.objects.get(name=told.name)
    run(task.pk)
    assert heard == ["a", "c"]
    task.refresh_from_db()
    assert task.arguments["listeners"] == ["b"]
    assert task.last_error == "OSError"
    broken.clear()
    run(later(task).pk)  # what the first call wrote was undone, or this one would be refused
    assert heard == ["a", "c", "b"]


def test_what_is_gone_is_not_told(told: Announcement) -> None:
    heard: list[Any] = []
    told.listen(lambda agent: heard.append(agent), name="test")
    agent = UserFactory()
    told.announce(agent=agent)
    agent.delete()
    run(Task.objects.get(name=told.name).pk)
    assert heard == []
    assert not Task.objects.filter(name=told.name).exists()


def test_it_is_given_up_with_its_reason(told: Announcement, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise ValueError("for ever")

    told.listen(fail, name="test")
    told.announce()
    task = Task.objects.get(name=told.name)
    for _attempt in range(ATTEMPTS):
        run(later(task).pk)
    task.refresh_from_db()
    assert task.given_up_at is not None
    assert (task.due_at, task.last_error) == (None, "ValueError")
    assert f"given up after {ATTEMPTS} attempts" in caplog.text
    assert list(Task.objects.given_up()) == [task]
