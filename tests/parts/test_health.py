"""Probes and metrics of a portal on granian, PostgreSQL and Redis, with each of them dead or hanging."""

import http.client
import json
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.parts.postgres import postgresql
from tests.parts.servers import children, command, free_port, wait_until
from tests.parts.test_redis import Redis
from tests.parts.test_serve import SERVER

pytestmark = pytest.mark.parts

ROOT = Path(__file__).resolve().parents[2]
TOKEN = secrets.token_urlsafe(32)
PATIENCE = 120  # seconds for an answer: a request that hangs would hang until the test ends
REQUESTS = 120


@dataclass
class Portal:
    """A portal, its servers, and the environment of its commands."""

    port: int
    server: subprocess.Popen[bytes]
    redis: Redis
    database: str
    env: dict[str, str]

    def get(self, address: str, **headers: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", address, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def ready(self) -> tuple[int, str, set[str]]:
        """The status of `/sante/pret/`, the state, and which parts fail."""
        status, body = self.get("/sante/pret/", Host="10.42.0.7")
        said: dict[str, Any] = json.loads(body)
        return status, said["state"], {name for name, part in said["checks"].items() if not part["ok"]}

    def becomes(self, status: int, state: str, *failing: str) -> None:
        """Wait until every process says so: the answers of each are kept for some seconds."""
        expected = (status, state, set(failing))
        wait_until(lambda: all(self.ready() == expected for _time in range(10)), f"{expected}")

    def visit(self) -> None:
        status, _body = self.get("/langue/", **{"Host": "localhost", "X-Forwarded-Proto": "https"})
        assert status == 302

    def visits(self) -> float:
        """How many visits the metrics count."""
        status, body = self.get("/metriques/", Host="10.42.0.7", Authorization=f"Bearer {TOKEN}")
        assert status == 200
        samples = [one for family in text_string_to_metric_families(body.decode()) for one in family.samples]
        labels = {"route": "set_language", "status": "3xx"}
        return sum(
            one.value for one in samples if one.name == "portal_requests_total" and one.labels == labels
        )

    def workers(self) -> dict[int, str]:
        """The processes that count, each with the file that says which counters are its own."""
        return {
            pid: held
            for pid in children(self.server.pid)
            if SERVER in command(pid)
            for held in map(os.readlink, Path(f"/proc/{pid}/fd").iterdir())
            if held.endswith(".lock")
        }


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    redis, port = Redis(tmp_path_factory.mktemp("redis")), free_port()
    redis.start()
    with postgresql(max_connections=40) as database:
        env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings.production",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "localhost",
            "PORTAL_BASE_URL": "https://localhost",
            "PORTAL_VAR_DIR": str(tmp_path_factory.mktemp("var")),
            "DATABASE_URL": database,
            "CACHE_URL": f"redis://127.0.0.1:{redis.port}/0",
            "METRICS_TOKEN": TOKEN,
        }
        for arguments in (
            ["migrate", "--verbosity=0"],
            ["collectstatic", "--no-input", "--verbosity=0"],
            ["search_rebuild"],
        ):
            subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, check=True)
        server = subprocess.Popen(
            [
                sys.executable, "-m", SERVER, "--host", "127.0.0.1", "--port", str(port), "--workers", "2",
                "--threads", "4", "--behind-proxy",
            ],
            cwd=ROOT, env=env,
        )  # fmt: skip
        portal = Portal(port, server, redis, database, env)
        try:
            wait_until(lambda: portal.get("/sante/", Host="x")[0] == 200, "The portal")
            yield portal
        finally:
            server.terminate()
            server.wait(timeout=60)
    redis.stop()


@contextmanager
def hanging(*processes: int) -> Iterator[None]:
    """Stop processes as a machine does that hangs: their connections stay open, and nothing answers."""
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            with suppress(ProcessLookupError):  # it was ending already
                os.kill(process, signal.SIGCONT)


@pytest.fixture(scope="module")
def workers(portal: Portal) -> Iterator[subprocess.Popen[bytes]]:
    workers = subprocess.Popen([sys.executable, "manage.py", "run_tasks"], cwd=ROOT, env=portal.env)
    yield workers
    workers.terminate()
    workers.wait(timeout=60)


def test_a_portal_is_ready_without_workers_and_says_so(portal: Portal) -> None:
    portal.becomes(200, "degraded", "tasks")


@pytest.mark.usefixtures("workers")
def test_a_cache_that_is_dead_or_hangs_degrades_the_portal_alone(portal: Portal) -> None:
    portal.becomes(200, "ok")
    assert portal.redis.process
    with hanging(portal.redis.process.pid):
        portal.becomes(200, "degraded", "cache")
    portal.becomes(200, "ok")
    portal.redis.stop()
    portal.becomes(200, "degraded", "cache")
    portal.redis.start()
    portal.becomes(200, "ok")


def test_a_database_that_hangs_turns_visitors_away_and_no_probe_hangs(portal: Portal) -> None:
    with psycopg.connect(portal.database) as connection:
        status = Path(f"/proc/{connection.info.backend_pid}/status").read_text()
    main = int(status.partition("PPid:")[2].split()[0])
    with hanging(main, *children(main)):
        silent = {"database", "mail", "migrations", "search_lag", "tasks"}
        portal.becomes(503, "down", *silent)
        assert portal.get("/sante/", Host="x")[0] == 200, "another process would not do better"
        status_of_metrics, body = portal.get("/metriques/", Host="x", Authorization=f"Bearer {TOKEN}")
        assert status_of_metrics == 200
        assert b'portal_works{part="database"} 0.0' in body
    wait_until(lambda: portal.ready()[0] == 200, "The portal")


def test_requests_of_all_processes_are_counted_even_of_those_that_died(portal: Portal) -> None:
    before = portal.visits()
    for _visit in range(REQUESTS):
        portal.visit()
    assert portal.visits() - before == REQUESTS
    were = portal.workers()
    killed, _other = were
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: len(portal.workers()) == 2 and killed not in portal.workers(), "A new process")
    assert set(portal.workers().values()) == set(were.values()), "the new one goes on with these counters"
    assert portal.visits() - before == REQUESTS, "what it counted stays"
    for _visit in range(REQUESTS):
        portal.visit()
    assert portal.visits() - before == 2 * REQUESTS
