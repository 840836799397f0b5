"""`run.py` says at once what keeps the portal from being served, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

import run

ROOT = Path(__file__).resolve().parents[1]
# Two commands that start others, as the web server and the scheduler do.
PARTS = """
import os, subprocess, sys
import run
run.on_stop_signals(lambda *_: sys.exit(0))
part = [sys.executable, "-c", "import subprocess, sys; subprocess.call(['sleep', '600'])"]
print("ready", flush=True)
sys.exit(run.run_together({"one": part, "two": part}, dict(os.environ)))
"""


def served(command: str, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "run.py", command, *options],
        cwd=ROOT, env={**os.environ, **variables}, capture_output=True, text=True,
    )  # fmt: skip


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_a_port_in_use_is_said_before_anything_is_done(command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = served(command, "--port", port)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(f"Error: The portal cannot listen on 127.0.0.1, port {port} (")
    assert "--port" in ended.stderr


@pytest.mark.parametrize("name", ["PORTAL_WORKERS", "PORTAL_THREADS"])
@pytest.mark.parametrize("value", ["abc", "0", "-1", "2.5", "٣"])
def test_a_count_that_is_none_is_said_before_anything_is_done(name: str, value: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    ended = served("serve", "--port", port, **{name: value})
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(f"Error: {name} is ")


@pytest.mark.parametrize("group", ["base", "dev", "production"])
def test_ldap_is_for_who_asks_for_it(group: str) -> None:
    """What is compiled, and few need, is in no lock that everybody installs."""
    assert "ldap" not in (ROOT / "requirements" / f"{group}.txt").read_text()


@pytest.mark.parametrize(
    ("address", "groups"),
    [("", ["production"]), ("ldaps://annuaire.invalid", ["production", "build", "ldap"])],
)
def test_serve_installs_what_its_settings_need(
    address: str, groups: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    installed: list[str] = []
    monkeypatch.setenv("LDAP_URL", address)
    monkeypatch.setattr(run, "install", lambda group, *_remedy: installed.append(group))
    assert run.install_production() == 0
    assert installed == groups


@pytest.mark.skipif(sys.platform != "linux", reason="processes are read in /proc")
@pytest.mark.parametrize("numbers", [[signal.SIGTERM], [signal.SIGTERM, signal.SIGTERM], [signal.SIGHUP]])
def test_a_stopped_portal_leaves_nothing_behind(numbers: list[int]) -> None:
    portal = subprocess.Popen([sys.executable, "-c", PARTS], cwd=ROOT, stdout=subprocess.PIPE)
    assert portal.stdout
    assert portal.stdout.readline() == b"ready\n"
    while len(parts := descendants(portal.pid)) < 4:
        assert portal.poll() is None
        time.sleep(0.05)
    for number in numbers:
        portal.send_signal(number)
    assert portal.wait(timeout=60) == 0
    assert not [pid for pid in parts if is_running(pid)]


def descendants(pid: int) -> list[int]:
    children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return children + [below for child in children for below in descendants(child)]


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
