"""`run.py serve` on PostgreSQL: counted threads and connections, and whatever dies is started again."""

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
from tests.parts.servers import free_port, wait_until

pytestmark = pytest.mark.parts

ROOT = Path(__file__).resolve().parents[2]
TASK_PROCESSES = 8  # five workers, and what fills the queue of each lane
WORKERS, THREADS = 2, 4
MAX_CONNECTIONS = 30
AT_ONCE = 150
KILLS = 3
LISTENING = "0A"  # of /proc/net/tcp
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
        """The processes of granian that answer requests."""
        return [
            pid for main in self.parts("granian") for pid in children(main) if "portal.wsgi" in command(pid)
        ]

    def listening(self) -> bool:
        """Whether each process takes requests: it shares the port when it has loaded the portal."""
        sockets = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        ours = [one for one in sockets if one[1].endswith(f":{self.port:04X}") and one[3] == LISTENING]
        return len(ours) == len(self.workers()) == WORKERS

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


def children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except FileNotFoundError:
        return ""


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
            wait_until(portal.listening, "A second process")
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


def test_a_killed_process_costs_what_was_in_flight_and_no_more(portal: Portal) -> None:
    visitors = WORKERS * THREADS
    done = threading.Event()

    def visit(_visitor: int) -> Counter[str]:
        found: Counter[str] = Counter()
        while not done.is_set():
            try:
                found[str(portal.status())] += 1
            except (OSError, http.client.HTTPException):
                found["lost"] += 1
        return found

    with ThreadPoolExecutor(visitors) as pool:
        visits = [pool.submit(visit, number) for number in range(visitors)]
        for _kill in range(KILLS):
            wait_until(portal.listening, "A process in the place of the killed one")
            time.sleep(BETWEEN_KILLS)
            os.kill(portal.workers()[0], signal.SIGKILL)
        wait_until(portal.listening, "A process in the place of the killed one")
        done.set()
        found = sum((visit.result() for visit in visits), Counter[str]())
    assert found.keys() <= {"200", "lost"}
    # Of each visitor: what was being answered, and what reached the queue of the process while it died.
    assert found["lost"] <= 2 * KILLS * visitors
    assert found["200"] > found["lost"]
    assert [portal.status() for _again in range(20)] == [200] * 20


@pytest.mark.parametrize("part", ["run_tasks", "granian"])
def test_a_killed_part_is_started_again(part: str, portal: Portal) -> None:
    [killed] = portal.parts(part)
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: portal.parts(part) not in ([], [killed]), f"A new {part}")
    wait_until(portal.answers, "The portal")
    wait_until(portal.listening, "All processes")
