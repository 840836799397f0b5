"""`run.py` says at once what keeps the portal from being served, and leaves nothing behind."""

import ast
import fcntl
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

import run

ROOT = Path(__file__).resolve().parents[1]
# Two commands that start others, as the web server and the scheduler do.
PARTS = """
import os, subprocess, sys, threading
import run
run.on_stop_signals(lambda *_: sys.exit(0))
part = [sys.executable, "-c", "import subprocess, sys; subprocess.call(['sleep', '600'])"]
print("ready", flush=True)
sys.exit(run.run_together({"one": part, "two": part}, dict(os.environ), threading.Event()))
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


# Installing, in a folder of its own with a wheel that is there


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with run.py, whose production needs one small package."""
    shutil.copy(ROOT / "run.py", tmp_path)
    wheel = tmp_path / "small-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("small.py", "")
        archive.writestr("small-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: small\nVersion: 1.0\n")
        archive.writestr(
            "small-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr("small-1.0.dist-info/RECORD", "small.py,,\n")
    needs(
        tmp_path, f"small @ {wheel.as_uri()} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"
    )
    return tmp_path


def needs(folder: Path, lock: str) -> None:
    (folder / "requirements").mkdir(exist_ok=True)
    (folder / "requirements" / "production.txt").write_text(lock)


def installing(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name != "LDAP_URL"}
    return subprocess.run(
        [sys.executable, "run.py", "install"],
        cwd=folder, env={**env, **variables}, capture_output=True, text=True,
    )  # fmt: skip


def imports(folder: Path) -> bool:
    return not subprocess.call([folder / ".venv/bin/python", "-c", "import small"], stderr=subprocess.DEVNULL)


def test_what_a_killed_pip_left_is_written_again(clone: Path) -> None:
    assert installing(clone).returncode == 0
    assert imports(clone)
    again = installing(clone)
    assert (again.returncode, again.stdout) == (0, ""), "nothing to do"
    # As pip leaves it when it is killed: it believes that the package is there.
    [module] = clone.glob(".venv/lib/*/site-packages/small.py")
    module.unlink()
    (clone / ".venv" / "installed.txt").unlink()
    assert installing(clone).returncode == 0
    assert imports(clone)


def test_an_environment_that_was_half_made_is_made_again(clone: Path) -> None:
    begun = subprocess.Popen([sys.executable, "run.py", "install"], cwd=clone, start_new_session=True)
    while not (clone / ".venv" / "bin" / "python").exists():
        assert begun.poll() is None
    os.killpg(begun.pid, signal.SIGKILL)
    begun.wait()
    done = installing(clone)
    assert done.returncode == 0, done.stderr
    assert imports(clone)


def test_without_a_network_it_says_so_and_breaks_nothing(clone: Path) -> None:
    assert installing(clone).returncode == 0
    needs(clone, f"absent==1.0 --hash=sha256:{'0' * 64}\n")
    cut = installing(clone, PIP_INDEX_URL="http://127.0.0.1:9/simple")
    assert cut.returncode == 1
    [line] = [line for line in cut.stderr.splitlines() if line.startswith("Error:")]
    assert line.endswith("Check the network.")
    assert "Traceback" not in cut.stderr
    assert imports(clone)
    assert (clone / ".venv" / "installed.txt").exists(), "what was there is whole"


def test_a_folder_that_is_not_ours_is_said(clone: Path) -> None:
    (clone / ".venv").symlink_to("/proc/portal")  # where nobody can write
    refused = installing(clone)
    assert refused.returncode == 1
    assert "cannot be written" in refused.stderr
    assert "run it as the account that owns this folder" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_data_that_cannot_be_written_is_said_before_anything_is_done(command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    ended = served(command, "--port", port, PORTAL_VAR_DIR="/proc/portal")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("Error: The portal cannot write in /proc/portal (")
    assert "PORTAL_VAR_DIR" in ended.stderr


def test_a_second_one_waits_for_the_first(clone: Path) -> None:
    folder = os.open(clone, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    second = subprocess.Popen(
        [sys.executable, "run.py", "install"], cwd=clone, stdout=subprocess.PIPE, text=True
    )
    assert second.stdout
    assert second.stdout.readline().startswith("→ Another run.py is setting the portal up in this folder")
    assert not (clone / ".venv").exists()
    os.close(folder)
    assert second.wait() == 0
    assert imports(clone)


def test_an_old_python_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 8))
    monkeypatch.setattr(sys, "argv", ["run.py", "demo"])
    monkeypatch.setattr(sys, "version_info", (3, 10, 1))
    monkeypatch.setattr(run, "on_stop_signals", lambda _handler: None)
    assert run.main() == 1
    assert capsys.readouterr().err.startswith("Error: Python 3.11 to 3.14 is needed, this is ")


def test_the_tests_take_nothing_of_the_shells_installation() -> None:
    ended = served(
        "test", "-n", "0", "--collect-only", "-q", "tests/test_house.py",
        DJANGO_SETTINGS_MODULE="portal.settings.production",
        DATABASE_URL="mysql://nowhere", TRUSTED_PROXIES="no address",
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert "tests/test_house.py" in ended.stdout
