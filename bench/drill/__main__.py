"""Run the drill and print its table."""

import argparse
import http.client
import json
import os
import random
import re
import secrets
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from aiosmtpd.controller import Controller

from tests.parts.postgres import postgresql
from tests.parts.servers import children, command, free_port, program, wait_until

from .faults import FAULTS

ROOT = Path(__file__).resolve().parents[2]
WORKERS, THREADS = 2, 4
AT_ONCE = 6  # agents who write at the same moment
OF_EACH = 28  # comments of one agent, below the quota
COLUMNS = [
    "panne", "fois", "commentaires", "mots de passe", "perdus", "doublés", "mails doublés", "non annoncés",
    "refus", "reprise", "tout est fait en",
]  # fmt: skip
SETTLES = 300  # seconds in which what waits must be done


@dataclass
class Ledger:
    """What the agents saw."""

    acknowledged: set[str] = field(default_factory=set)
    answers: Counter[str] = field(default_factory=Counter)
    asked: list[str] = field(default_factory=list)  # addresses that asked for a new password
    last_failure: float = 0


class Post:
    """An SMTP server that can hang, hang up, or say that it is busy."""

    def __init__(self) -> None:
        self.mood = "well"
        self.numbers: Counter[str] = Counter()
        self.received: Counter[str] = Counter()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        mood = self.mood if random.random() < 0.5 else "well"  # noqa: S311
        if mood == "hangs up":
            server.transport.abort()
        if mood == "busy":
            return "421 too busy"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        message = message_from_bytes(envelope.content)
        self.numbers[str(message["Message-ID"])] += 1
        self.received.update(envelope.rcpt_tos)
        return "250 OK"


@dataclass
class Drill:
    """A portal in production shape, and those who write in it."""

    process: subprocess.Popen[bytes]
    port: int
    env: dict[str, str]
    made: dict[str, Any]
    database: str
    cache: subprocess.Popen[bytes]
    post: Post
    started: float = field(default_factory=time.monotonic)
    turn: Iterator[tuple[int, int]] = field(init=False)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        sessions = range(len(self.made["sessions"]))
        self.turn = iter([(number, agent) for number in range(OF_EACH) for agent in sessions])

    def ask(
        self, method: str, path: str, data: dict[str, str] | None = None, session: str = ""
    ) -> tuple[int, str]:
        """Send a request as nginx passes it on. Raise OSError or HTTPException if nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        token = "a" * 32
        headers = {
            "Host": "localhost",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": f"10.0.{random.randrange(250)}.{random.randrange(250)}",  # noqa: S311
            "Origin": "https://localhost",
            "Cookie": f"{self.made['csrf']}={token}; {self.made['cookie']}={session}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            body = urlencode({**data, "csrfmiddlewaretoken": token}) if data is not None else None
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location", "")
        finally:
            connection.close()

    def send(self, path: str, data: dict[str, str], session: str, ledger: Ledger) -> str:
        """Send a form until it is acknowledged, as a person does. Return where the answer leads."""
        while True:
            try:
                status, location = self.ask("POST", path, data, session)
            except (OSError, http.client.HTTPException):
                status, location = 0, ""
            ledger.answers[str(status) if status else "lost"] += 1
            if status == 302 and "connexion" not in location:
                return location
            ledger.last_failure = time.monotonic()
            if status not in (0, 500, 502, 503):
                raise AssertionError(f"{path} answered {status} {location}")
            time.sleep(0.5)

    def write(self, ledger: Ledger, done: threading.Event) -> None:
        """Comment, report what one commented, forget a password, until told."""
        while not done.is_set():
            with self.lock:
                number, agent = next(self.turn)
                address = self.made["forgetful"].pop() if number % 6 == 0 and self.made["forgetful"] else ""
            session = self.made["sessions"][agent]
            text = f"Commentaire {agent}-{number}"
            data = {"text": text, "submission": str(uuid.uuid4()), "kind": ""}
            location = self.send(self.made["comment"], data, session, ledger)
            ledger.acknowledged.add(text)
            if agent % 10 == 0 and number < 15 and (found := re.search(r"commentaire-(\d+)", location)):
                other = self.made["sessions"][agent - 1]
                self.send(
                    self.made["report"].replace("/0/", f"/{found[1]}/"),
                    {"text": "Vise quelqu’un"},
                    other,
                    ledger,
                )
            if address:
                self.send(self.made["forget"], {"email": address}, "", ledger)
                ledger.asked.append(address)

    def count(self) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, "-m", "bench.drill.world", "count"],
            cwd=ROOT, env=self.env, input=json.dumps(self.made).encode(), capture_output=True, check=True,
        )  # fmt: skip
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def children(self, name: str) -> list[int]:
        """Return the processes that `run.py` started whose command holds this name."""
        return [pid for pid in children(self.process.pid) if name in command(pid)]


def suffer(drill: Drill, name: str) -> str:
    """Let agents write while a fault comes again and again. Return the row of the table."""
    french, fault, times, pause = FAULTS[name]
    ledger, done = Ledger(), threading.Event()
    before = drill.count()
    writers = [threading.Thread(target=drill.write, args=(ledger, done)) for _agent in range(AT_ONCE)]
    for writer in writers:
        writer.start()
    for _time in range(times):
        time.sleep(pause)
        fault(drill)
        ended = time.monotonic()
    time.sleep(3)
    done.set()
    for writer in writers:
        writer.join()
    recovery = max(0.0, ledger.last_failure - ended)
    begun = time.monotonic()
    while (after := drill.count())["waiting"] and time.monotonic() - begun < SETTLES:
        time.sleep(2)
    settled = time.monotonic() - begun
    found = after["comments"]
    lost = len(ledger.acknowledged - found.keys()) + after["given_up"] - before["given_up"]
    lost += sum(1 for address in ledger.asked if not drill.post.received[address])
    doubled = sum(number - 1 for text, number in found.items() if text in ledger.acknowledged)
    mails = sum(number - 1 for number in drill.post.numbers.values())
    drill.post.numbers.clear()
    untold = after["untold"] + after["unalarmed"]
    failed = sum(number for status, number in ledger.answers.items() if status != "302")
    cells = [
        french, times, len(ledger.acknowledged), len(ledger.asked), lost, doubled, mails, untold, failed,
        f"{recovery:.1f} s", f"{settled:.0f} s",
    ]  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |"


@contextmanager
def production() -> Iterator[Drill]:
    """Run the portal as an installation does."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(postgresql(max_connections=40))
        port, redis, smtp = free_port(), free_port(), free_port()
        post = Post()
        controller = Controller(post, hostname="127.0.0.1", port=smtp)
        controller.start()
        stack.callback(controller.stop)
        cache = subprocess.Popen(
            [
                program("redis-server", "valkey-server"),
                "--port",
                str(redis),
                "--save",
                "",
                "--bind",
                "127.0.0.1",
            ],
            stdout=subprocess.DEVNULL,
        )
        env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings.production",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "localhost",
            "PORTAL_BASE_URL": "https://localhost",
            "PORTAL_VAR_DIR": str(folder),
            "DATABASE_URL": url,
            "CACHE_URL": f"redis://127.0.0.1:{redis}/0",
            "TASKS_URL": f"redis://127.0.0.1:{redis}/1",
            "EMAIL_URL": f"smtp://127.0.0.1:{smtp}",
            "PORTAL_WORKERS": str(WORKERS),
            "PORTAL_THREADS": str(THREADS),
        }
        for one in (["manage.py", "migrate", "-v0"], ["-m", "bench.drill.world", "make"]):
            made = subprocess.run([sys.executable, *one], cwd=ROOT, env=env, check=True, capture_output=True)
        log = stack.enter_context((folder / "log").open("wb"))
        process = subprocess.Popen(
            [sys.executable, "run.py", "serve", "--port", str(port)],
            cwd=ROOT,
            env=env,
            stdout=log,
            stderr=log,
        )
        drill = Drill(process, port, env, json.loads(made.stdout), url, cache, post)
        try:
            wait_until(
                lambda: process.poll() is not None or drill.ask("GET", "/connexion/")[0] == 200,
                "The portal", patience=180,
            )  # fmt: skip
            assert process.poll() is None, (folder / "log").read_text()
            yield drill
        finally:
            process.terminate()
            process.wait(timeout=90)
            drill.cache.kill()


def main() -> None:
    """Print the table of these faults."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("faults", nargs="*", default=list(FAULTS), help=", ".join(FAULTS))
    wanted = parser.parse_args().faults
    print(f"| {' | '.join(COLUMNS)} |")
    print("|---" * len(COLUMNS) + "|")
    with production() as drill:
        for name in wanted:
            print(suffer(drill, name), flush=True)


if __name__ == "__main__":
    main()
