"""`run.py serve` on PostgreSQL: counted threads and connections, and whatever dies is started again."""

import contextlib
import http.client
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from tests.parts.postgres import postgresql
from tests.parts.servers import children, command, free_port, wait_until

pytestmark = pytest.mark.parts

ROOT = Path(__file__).resolve().parents[2]
TASK_PROCESSES = 8  # five workers, and what fills the queue of each lane
SERVER = "portal.serving.server"
WORKERS, THREADS = 2, 4
MAX_CONNECTIONS = 30
AT_ONCE = 150
KILLS = 3
RELOADS = 2
BETWEEN_KILLS = 8  # seconds: granian stops if a process dies as soon as it was replaced


@dataclass
class Portal:
    """The portal that the command serves, and its processes."""

    process: subprocess.Popen[bytes]
    port: int
    database: str
    cookie: str = field(repr=False)

    def status(self) -> int:
        """Ask for the home page as an agent; raises OSError or HTTPException if nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            headers = {"Host": "localhost", "X-Forwarded-Proto": "https", "Cookie": self.cookie}
            connection.request("GET", "/", headers=headers)
            return connection.getresponse().status
        finally:
            connection.close()

    def answers(self) -> bool:
        try:
            return self.status() == 200
        except http.client.HTTPException:
            return False

    def parts(self, name: str) -> list[int]:
        """The processes that `run.py` started whose command contains this name."""
        return [pid for pid in children(self.process.pid) if name in command(pid)]

    def workers(self) -> list[int]:
        """The processes of the web server that answer requests."""
        return [pid for main in self.parts(SERVER) for pid in children(main) if SERVER in command(pid)]

    def is_whole(self) -> bool:
        """Whether all processes are there. What waits for one that loads the portal is taken by another."""
        return len(self.workers()) == WORKERS

    def connections(self) -> int:
        """How many the database has, ours left out."""
        with psycopg.connect(self.database) as connection:
            query = (
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            row = connection.execute(query).fetchone()
        assert row
        return int(row[0])


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with postgresql(max_connections=MAX_CONNECTIONS) as database:
        port = free_port()
        env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings.production",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "localhost",
            "PORTAL_BASE_URL": "https://localhost",
            "PORTAL_VAR_DIR": str(tmp_path_factory.mktemp("var")),
            "DATABASE_URL": database,
            "EMAIL_URL": f"filemail://{tmp_path_factory.mktemp('mail')}",
            "PORTAL_WORKERS": str(WORKERS),
            "PORTAL_THREADS": str(THREADS),
        }
        made = subprocess.run(
            [sys.executable, "-m", "tests.parts.site"],
            cwd=ROOT, env=env, check=True, capture_output=True, text=True,
        )  # fmt: skip
        site = json.loads(made.stdout)
        process = subprocess.Popen(
            [sys.executable, "run.py", "serve", "--port", str(port)], cwd=ROOT, env=env
        )
        portal = Portal(process, port, database, f"{site['cookie_name']}={site['cookies']['agent']}")
        try:
            wait_until(portal.answers, "The portal", patience=180)
            yield portal
        finally:
            started = [*children(process.pid), *portal.workers()]
            process.terminate()
            process.wait(timeout=90)
            assert not [pid for pid in started if command(pid)], "a stopped portal leaves nothing behind"


def test_many_pages_at_once_are_answered_on_few_connections(portal: Portal) -> None:
    seen = [portal.connections()]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            seen.append(portal.connections())

    watcher = threading.Thread(target=watch)
    watcher.start()
    with ThreadPoolExecutor(AT_ONCE) as visitors:
        statuses = Counter(visitors.map(lambda _visitor: portal.status(), range(AT_ONCE)))
    done.set()
    watcher.join()
    assert statuses == {200: AT_ONCE}
    assert len(seen) > 1
    assert max(seen) <= WORKERS * THREADS + TASK_PROCESSES, "one for each thread or process"


@contextlib.contextmanager
def visits(portal: Portal, visitors: int) -> Iterator[Counter[str]]:
    """So many visitors ask without pause meanwhile; the counter holds what they got when they have left."""
    done = threading.Event()
    found: Counter[str] = Counter()

    def visit(_visitor: int) -> Counter[str]:
        got: Counter[str] = Counter()
        while not done.is_set():
            try:
                got[str(portal.status())] += 1
            except (OSError, http.client.HTTPException):
                got["lost"] += 1
        return got

    with ThreadPoolExecutor(visitors) as pool:
        leaving = [pool.submit(visit, number) for number in range(visitors)]
        try:
            yield found
        finally:
            done.set()
        for visitor in leaving:
            found.update(visitor.result())


def test_a_killed_process_costs_what_it_was_answering_and_no_more(portal: Portal) -> None:
    with visits(portal, 3 * WORKERS * THREADS) as found:  # two thirds of them wait for a thread
        for _kill in range(KILLS):
            wait_until(portal.is_whole, "A process in the place of the killed one")
            time.sleep(BETWEEN_KILLS)
            os.kill(portal.workers()[0], signal.SIGKILL)
        wait_until(portal.is_whole, "A process in the place of the killed one")
    assert found.keys() <= {"200", "lost"}
    assert found["lost"] <= KILLS * THREADS
    assert found["200"] > found["lost"]
    assert [portal.status() for _again in range(20)] == [200] * 20


def test_a_reload_replaces_every_process_and_fails_no_request(portal: Portal) -> None:
    with visits(portal, 3 * WORKERS * THREADS) as found:
        for _reload in range(RELOADS):
            before = {*portal.workers(), *portal.parts("run_tasks")}
            portal.process.send_signal(signal.SIGHUP)
            wait_until(
                lambda: (
                    portal.is_whole()
                    and portal.parts("run_tasks")
                    and before.isdisjoint([*portal.workers(), *portal.parts("run_tasks")])  # noqa: B023
                ),
                "A new process in each place",
                patience=600,
            )
    assert found.keys() == {"200"}
    assert found["200"] > 0


@pytest.mark.parametrize("part", ["run_tasks", SERVER])
def test_a_killed_part_is_started_again(part: str, portal: Portal) -> None:
    [killed] = portal.parts(part)
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: portal.parts(part) not in ([], [killed]), f"A new {part}")
    wait_until(portal.answers, "The portal")
    wait_until(portal.is_whole, "All processes")
