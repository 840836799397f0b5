"""The loop of recurring commands."""

import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands
from django.db import connection
from portal.tasks.management.commands.run_schedule import Job, run_due

from portal.common.schedule import periods
from portal.tasks.management.commands import run_schedule
from tests.factories import UserFactory

ROOT = Path(__file__).parents[2]


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    commands: list[str] = []

    def call(command: str) -> None:
        commands.append(command)
        if command == "broken":
            raise OSError("disk full")

    monkeypatch.setattr(run_schedule, "call_command", call)
    monkeypatch.setattr(run_schedule, "close_old_connections", lambda: None)
    return commands


def test_a_command_runs_at_once_and_then_once_a_period(called: list[str]) -> None:
    jobs = [Job("publish_scheduled", 60), Job("clearsessions", 3600)]
    for now in (100, 130, 160, 200):
        run_due(jobs, now)
    assert called == ["publish_scheduled", "clearsessions", "publish_scheduled"]


def test_who_leaves_the_directory_is_out_within_a_minute() -> None:
    assert periods["directory_sync"] + run_schedule.TICK <= 45


def test_what_is_scheduled_can_be_run() -> None:
    assert periods.keys() <= get_commands().keys()
    assert {
        "send_mail_outbox",
        "search_drain",
        "publish_scheduled",
        "purge_expired",
        "update_statistics",
    } <= periods.keys()


def test_a_failing_command_is_logged_and_the_next_one_runs(
    called: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        run_due([Job("broken", 60), Job("publish_scheduled", 60)], 100)
    assert called == ["broken", "publish_scheduled"]
    assert "'broken' failed" in caplog.text
    assert "disk full" in caplog.text


def test_sigterm_ends_the_loop_without_a_trace(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "PORTAL_VAR_DIR": str(tmp_path),
    }
    code = (
        "import django; django.setup()\n"
        "from portal.tasks.management.commands import run_schedule\n"
        "run_schedule.periods.clear()\n"
        "print('ready', flush=True)\n"
        "run_schedule.Command().handle()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    _out, errors = process.communicate(timeout=20)
    assert process.returncode == 0
    assert b"Traceback" not in errors


@pytest.mark.django_db
def test_the_database_knows_how_its_rows_are_spread() -> None:
    UserFactory.create_batch(3)
    call_command("update_statistics")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'accounts_user'")
            assert cursor.fetchall()
