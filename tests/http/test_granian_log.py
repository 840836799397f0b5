"""What granian itself writes has the form of the log: the real server, with the flags of `run.py`."""

import contextlib
import http.client
import os
import re
import signal
import subprocess
from functools import partial
from pathlib import Path

import pytest

import run
from tests.http.test_logs import FORM, ROOT
from tests.parts.servers import free_port, wait_until

ADDRESSES = ("/streams/", "/outside/")


def ask(port: int, address: str) -> bool:
    """Ask for an address; False as long as nobody listens."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", address)
        with contextlib.suppress(http.client.HTTPException, ConnectionResetError):
            connection.getresponse().read()
    except ConnectionRefusedError:
        return False
    finally:
        connection.close()
    return True


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a server wrote on stderr that was asked for addresses which fail after and before Django."""
    folder = tmp_path_factory.mktemp("granian")
    (folder / "static").mkdir()
    port = free_port()
    size = ["--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--threads", "2"]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "LOG_FORMAT": "text",
        "PORTAL_VAR_DIR": str(folder),
    }
    log = folder / "log"
    with log.open("w") as stderr:
        # In a group of its own, which is ended at once.
        server = subprocess.Popen(
            [*run.SERVER, *size, "tests.http.failing_server:application"],
            cwd=ROOT, env=environment, stderr=stderr, start_new_session=True,
        )  # fmt: skip
    try:
        for address in ADDRESSES:
            wait_until(partial(ask, port, address), "granian")
        # A main process whose worker was killed says so itself.
        [worker] = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        os.kill(int(worker), signal.SIGKILL)
        wait_until(lambda: "Unexpected exit" in log.read_text(), "the main process")
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
    return log.read_text()


def test_each_line_has_the_form(written: str) -> None:
    blocks = re.split(r"\n(?!    \| )", written.strip())
    heads = [FORM.fullmatch(block.split("\n")[0]) for block in blocks]
    assert all(heads), written
    told = [(head["logger"], head["message"]) for head in heads if head and head["level"] == "ERROR"]
    assert told == [
        ("portal.http.work", "The answer to /streams/ broke off"),
        ("portal.http.work", "A request was not answered"),
        ("_granian", "Unexpected exit from worker-1"),
    ], "each error once"


def test_nobody_is_named_and_nothing_forged(written: str) -> None:
    assert "forged" in written
    assert "agent@exemple.invalid" not in written
    assert "\x1b" not in written
    assert not re.search(r"^2026-11-30 CRITICAL", written, re.MULTILINE)
