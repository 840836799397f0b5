"""The workers, as processes: kills, time limits, lanes."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytestmark = pytest.mark.parts

ROOT = Path(__file__).parents[2]
SOON = 30  # seconds: only what never comes is waited for so long


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


# Processes: each writes a line when it begins, and one when it ends

JOBS = """
import json, os, sys, time
import django; django.setup()
from django.core.management import call_command
from portal.common import schedule
from portal.common.schedule import Lane, run_every
from django.db import connection
from portal.tasks import running
from portal.tasks.models import Task

schedule.periodic.clear()
def call(command, stdout):
    with open(os.environ["LINES"], "a") as lines:
        print(json.dumps([command, "begins", os.getpid()]), file=lines, flush=True)
        if command == "hangs":
            time.sleep(60)
        if command == "deaf":
            end = time.monotonic() + 60
            while time.monotonic() < end:
                try: time.sleep(60)
                except Exception: pass
        print(json.dumps([command, "ends", os.getpid()]), file=lines, flush=True)
running.call_command = call
running.GRACE *= 0
for name, lane, period, limit in json.loads(os.environ["JOBS"]):
    run_every(period, name, lane=Lane(lane), limit=limit)
if Task._meta.db_table not in connection.introspection.table_names():
    with connection.schema_editor() as editor:
        editor.create_model(Task)
print("ready", flush=True)
call_command("run_tasks", *sys.argv[1:])
"""


class Workers:
    """`run_tasks` with commands of the tests, in a folder of its own."""

    def __init__(self, folder: Path, process: subprocess.Popen[bytes]) -> None:
        self.folder, self.process = folder, process

    def lines(self, command: str, word: str) -> list[int]:
        """The processes that wrote this."""
        path = self.folder / "lines"
        written = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
        return [process for name, what, process in written if (name, what) == (command, word)]

    def errors(self, count: int) -> dict[str, str]:
        """Why commands failed, once so many did."""
        with contextlib.closing(sqlite3.connect(self.folder / "db.sqlite3")) as database:
            failed = "SELECT name, last_error FROM tasks_task WHERE last_error <> ''"
            wait_for(lambda: len(database.execute(failed).fetchall()) == count)
            return dict(database.execute(failed).fetchall())

    def waits_for(self, command: str, word: str, count: int = 1) -> int:
        """The process that wrote this for the nth time."""
        wait_for(lambda: len(self.lines(command, word)) >= count)
        return self.lines(command, word)[count - 1]


@contextmanager
def working(folder: Path, jobs: list[tuple[str, str, float, float]], *lanes: str) -> Iterator[Workers]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "PORTAL_VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "LINES": str(folder / "lines"),
        "JOBS": json.dumps(jobs),
    }
    process = subprocess.Popen(
        [sys.executable, "-c", JOBS, *lanes], cwd=ROOT, env=environment, stdout=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == b"ready\n"
        yield Workers(folder, process)
    finally:
        process.terminate()
        try:
            process.wait(SOON)
        finally:
            process.kill()
            process.stdout.close()


def test_a_job_that_takes_too_long_is_ended_and_delays_no_other_lane(tmp_path: Path) -> None:
    jobs = [("hangs", "heavy", 60, 1), ("deaf", "bulk", 60, 1), ("quick", "short", 1, 5)]
    with working(tmp_path, jobs) as workers:
        first = workers.waits_for("hangs", "begins")
        deaf = workers.waits_for("deaf", "begins")
        assert workers.waits_for("deaf", "begins", 2) != deaf  # another process: that one was killed
        workers.waits_for("quick", "ends", 3)
        assert workers.errors(2) == {"hangs": "huey.exceptions.TaskTimeout", "deaf": "Its worker died."}
        assert workers.lines("hangs", "ends") == []
        assert first != deaf


def test_what_a_killed_worker_had_is_done_by_the_next(tmp_path: Path) -> None:
    with working(tmp_path, [("hangs", "short", 60, 60)], "short=1") as workers:
        first = workers.waits_for("hangs", "begins")
        os.kill(first, signal.SIGKILL)
        assert workers.waits_for("hangs", "begins", 2) != first


def test_workers_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    with working(tmp_path, [("quick", "short", 1, 5)], "short=1") as workers:
        worker = workers.waits_for("quick", "ends")
        workers.process.kill()
        wait_for(lambda: not Path(f"/proc/{worker}").exists())


def test_two_schedulers_run_each_command_once_a_period(tmp_path: Path) -> None:
    jobs = [("quick", "short", 3600, 5), ("other", "bulk", 3600, 5)]
    with working(tmp_path, jobs) as one, working(tmp_path, jobs):
        one.waits_for("quick", "ends")
        one.waits_for("other", "ends")
        time.sleep(3)  # three looks of each
        assert [len(one.lines(name, "begins")) for name in ("quick", "other")] == [1, 1]


def test_sigterm_lets_the_work_end(tmp_path: Path) -> None:
    with working(tmp_path, [("quick", "short", 1, 5)]) as workers:
        workers.waits_for("quick", "ends")
        workers.process.terminate()
        assert workers.process.wait(SOON) == 0
        assert len(workers.lines("quick", "begins")) == len(workers.lines("quick", "ends"))
