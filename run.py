#!/usr/bin/env python3
"""Set up and run the portal with Python alone.

`run.py demo` serves the demonstration, `run.py serve` a real installation, `run.py test` tests it. Makes
`.venv`, installs the locked dependencies in it, and hands over to the web server, manage.py or pytest.
"""

from __future__ import annotations  # an old Python must come as far as being refused

import argparse
import contextlib
import datetime
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
VAR = ROOT / os.environ.get("PORTAL_VAR_DIR", "var")  # where the portal writes
MANAGE = [str(PYTHON), str(ROOT / "manage.py")]
TASKS = [*MANAGE, "run_tasks"]
SERVER = [str(PYTHON), "-m", "portal.serving.server"]
STAMP = VENV / "installed.txt"
OLDEST, NEWEST = (3, 11), (3, 14)
# The portal stops once its parts ended so often within so many seconds: another start would not help.
ENDS, WITHIN = 5, 60
STOPPING = 30  # seconds for what is being answered
WAITING = 15  # seconds between two looks at a database that is not ready
INSTALLS = "the locked dependencies are installed there: run it as the account that owns this folder."
# Names in portal/settings: `env.str("NAME"`.
VARIABLE = re.compile(r"\benv\.\w+\(\s*\"([A-Z0-9_]+)\"")


def command_line() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser("demo", help="serve the portal with its demonstration content")
    demo.add_argument("--port", type=int, default=8000, help="loopback port (default: 8000)")
    demo.add_argument("--no-serve", action="store_true", help="set everything up and stop before serving")
    demo.add_argument("--reset", action="store_true", help="drop the database and the files, and start over")
    serve = commands.add_parser("serve", help="serve a real installation, behind a web server such as nginx")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    serve.add_argument("--port", type=int, default=8000, help="port to listen on (default: 8000)")
    half = serve.add_mutually_exclusive_group()
    half.add_argument("--web", action="store_true", help="answer requests only")
    half.add_argument("--tasks", action="store_true", help="run the background tasks only")
    commands.add_parser("install", help="install what serve needs, and stop")
    commands.add_parser("ldap", help="install the LDAP library, as serve does where LDAP_URL is set")
    commands.add_parser("test", help="run the tests; further arguments go to pytest", add_help=False)
    return parser


def main() -> int:
    """Read the command line and run what it asks."""
    parser = command_line()
    options, rest = parser.parse_known_args()
    on_stop_signals(lambda *_: sys.exit(0))  # what runs meanwhile ends too

    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        found = version(sys.version_info[:2])
        return fail(f"Python {version(OLDEST)} to {version(NEWEST)} is needed, this is {found}.")
    if options.command == "test":
        return run_test(rest)
    if rest:
        parser.error(f"unknown arguments: {' '.join(rest)}")
    if options.command in ("serve", "demo"):
        return run_serve(options) if options.command == "serve" else run_demo(options)
    with alone():
        return install_production() if options.command == "install" else install_ldap()


def run_test(arguments: list[str]) -> int:
    """Run the tests, whatever installation the shell is set up for."""
    with alone():
        install("dev")
    settings = [*(ROOT / "portal" / "settings").glob("*.py")]
    variables = {name for file in settings for name in VARIABLE.findall(file.read_text(encoding="utf-8"))}
    ours = {"DJANGO_SETTINGS_MODULE", *variables}
    env = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.call([str(PYTHON), "-m", "pytest", *arguments], cwd=ROOT, env=env)


def run_serve(options: argparse.Namespace) -> int:
    """Prepare, then run the web server and the background tasks of a real installation, or one of both.

    SIGHUP loads the code anew without failing a request. What no thread is free for waits outside of the
    processes: one that dies takes along what it was answering alone.
    """
    problem = not_counts("PORTAL_WORKERS", "PORTAL_THREADS") or unwritable(VAR)
    if problem := problem or ("" if options.tasks else unusable(options.host, options.port)):
        return fail(problem)
    os.umask(0o027)  # what the portal writes is for its account and its group
    reload = threading.Event()
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, lambda *_: reload.set())
    env = {"DJANGO_SETTINGS_MODULE": "portal.settings.production", **os.environ}
    parts = {} if options.web else {"the background tasks": TASKS}
    with alone():
        install_production()
        step("Checking what a real installation needs")
        if subprocess.call([*MANAGE, "check", "--deploy"], cwd=ROOT, env=env):
            return fail("The portal is not ready for its readers; the reason is above.")
        if not options.tasks:
            if not prepare(env):
                return 1
            sizing = [str(PYTHON), "-m", "portal.serving.size"]
            workers, threads = subprocess.check_output(sizing, cwd=ROOT, env=env, text=True).split()
            place = [f"--host={options.host}", f"--port={options.port}", "--behind-proxy"]
            parts["the web server"] = [*SERVER, *place, f"--workers={workers}", f"--threads={threads}"]
            step(f"Serving on {options.host}:{options.port}")
    if options.tasks:
        wait_for_database(env)
    marks = VAR / "run"  # where `manage.py upgrade` finds whom to tell
    marks.mkdir(exist_ok=True)
    (marks / f"serve-{os.getpid()}").touch()
    return run_together(parts, env, reload)


def run_demo(options: argparse.Namespace) -> int:
    """Install, migrate, load the demonstration content and serve it on loopback."""
    problem = "" if options.no_serve else unusable("127.0.0.1", options.port)
    if problem := problem or unwritable(VAR):
        return fail(problem)
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.demo"}
    env.setdefault("LOG_FORMAT", "text")
    env.setdefault("PORTAL_BASE_URL", f"http://localhost:{options.port}")
    with alone():
        install("base")
        if options.reset:
            if "DATABASE_URL" in env:
                return fail("--reset only removes the portal's own SQLite file: DATABASE_URL names another.")
            step("Starting over: removing the database and the files of the demonstration")
            remove_data(VAR)
        if not prepare(env, ("Loading the demonstration content", ["load_demo"])):
            return 1
    if options.no_serve:
        step("Ready; not serving, as asked")
        return 0
    step(f"Serving on http://localhost:{options.port} (Ctrl+C stops)")
    server = [*SERVER, "--host=127.0.0.1", f"--port={options.port}", "--workers=1", "--threads=4"]
    return run_together({"the web server": server, "the background tasks": TASKS}, env, threading.Event())


def prepare(env: dict[str, str], *more: tuple[str, list[str]]) -> bool:
    """Bring the database and the static files up to this version, then do more. Say what fails."""
    for message, arguments in (
        ("Preparing the database", ["migrate", "--verbosity=0"]),
        ("Gathering static files", ["collectstatic", "--no-input", "--verbosity=0"]),
        *more,
    ):
        step(message)
        if subprocess.call([*MANAGE, *arguments], cwd=ROOT, env=env):
            fail(f"'manage.py {' '.join(arguments)}' failed; its message is above.")
            return False
    return True


def wait_for_database(env: dict[str, str]) -> None:
    """Wait until the database is up to date with this version. The web server's start makes it so."""
    while not answers([*MANAGE, "migrate", "--check"], env):
        step("Waiting for the database, which 'run.py serve --web' or 'manage.py migrate' brings up to date")
        time.sleep(WAITING)


def run_together(parts: dict[str, list[str]], env: dict[str, str], reload: threading.Event) -> int:
    """Run commands until Ctrl+C or SIGTERM, which stop them all. One that ends is started again."""
    running: dict[str, subprocess.Popen[bytes]] = {}
    ends: list[float] = []
    try:
        for name, command in parts.items():
            running[name] = start(command, env)
        while True:
            time.sleep(0.5)
            if reload.is_set():
                reload.clear()
                reload_all(running, env)
            for name, process in running.items():
                if process.poll() is None:
                    continue
                now = time.monotonic()
                ends = [end for end in ends if now - end < WITHIN] + [now]
                if len(ends) == ENDS:
                    return fail(f"{name} ended again (status {process.returncode}); the portal stops.")
                warn(f"{name} ended (status {process.returncode}) and is started again.", env)
                stop(process)  # what it started may still run
                running[name] = start(parts[name], env)
    except KeyboardInterrupt:
        return 0
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        on_stop_signals(signal.SIG_IGN)  # asked twice, it still stops them all
        for process in running.values():
            process.terminate()
        for process in running.values():
            stop(process)


def reload_all(running: dict[str, subprocess.Popen[bytes]], env: dict[str, str]) -> None:
    """Let each part load the code anew: the web server process by process, the others by a new start."""
    step("Loading the code anew")
    for name, process in running.items():
        command: Any = process.args
        if "portal.serving.server" in command:
            process.send_signal(signal.SIGHUP)
        else:
            stop(process)
            running[name] = start(command, env)


def on_stop_signals(handler: Any) -> None:
    """Handle what a supervisor or a closed terminal sends."""
    for name in ("SIGTERM", "SIGHUP"):  # Windows has no second
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), handler)


def start(command: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a command in a group of its own, so that what it starts can be stopped with it."""
    return subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a command after what it is doing, and then all that it started."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=STOPPING + 5)
    if os.name == "nt":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Wait for another run.py that sets the portal up in this folder. A dead one holds no lock."""
    with contextlib.ExitStack() as stack:
        if fcntl:
            folder = os.open(ROOT, os.O_RDONLY)
            stack.callback(os.close, folder)
            try:
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                step("Another run.py is setting the portal up in this folder: waiting until it is done")
                fcntl.flock(folder, fcntl.LOCK_EX)
        yield


def unusable(host: str, port: int) -> str:
    """Return why the portal cannot listen there, or an empty text if it can."""
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            return ""
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else error
        return f"The portal cannot listen on {host}, port {port} ({reason}): choose another with --port."
    except OverflowError:
        return f"{port} is not a port: choose --port between 1 and 65535."


def unwritable(folder: Path) -> str:
    """Return why the portal cannot write in this folder, or an empty text if it can."""
    try:
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        why = f"The portal cannot write in {folder} ({error.strerror})"
        return f"{why}: let the account that runs it own this folder, or name another in PORTAL_VAR_DIR."


def not_counts(*names: str) -> str:
    """Return which of these variables is no whole number of 1 or more, or an empty text if none."""
    for name in names:
        if not re.fullmatch("0*[1-9][0-9]*", value := os.environ.get(name) or "1"):
            return f"{name} is {value!r}: give a whole number, 1 or more, or leave it out."
    return ""


def remove_data(folder: Path) -> None:
    """Remove what the portal wrote in a folder, and nothing else that may be there."""
    for name in ("media", "mail", "static"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for database in folder.glob("*.sqlite3*"):
        database.unlink()


def install_production() -> int:
    """Install what a real installation needs. Return 0."""
    install("production")
    return install_ldap() if os.environ.get("LDAP_URL") else 0


def install_ldap() -> int:
    """Install the LDAP library, which is compiled here. Return 0."""
    install("build")
    install("ldap", "On Debian or Ubuntu: apt install build-essential python3-dev libldap-dev libsasl2-dev")
    return 0


def install(group: str, remedy: str = "Check the network.") -> None:
    """Make the environment and install a locked group in it, unless that was done before.

    What has to be compiled is compiled with the tools of the environment, which are locked too. There is no
    stamp while pip works: if it is missing, pip was killed, and now writes every file again.
    """
    lock = ROOT / "requirements" / f"{group}.txt"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    whole = STAMP.exists() and PYTHON.exists()
    installed = STAMP.read_text().split() if whole else []
    if wanted in installed:
        return
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check"]
    try:
        if not whole and not answers([*pip, "--version"]):
            make_environment()
            whole = True
        STAMP.unlink(missing_ok=True)
    except OSError as error:
        sys.exit(fail(f"{error.filename or VENV} cannot be written ({error.strerror}), and {INSTALLS}"))
    step(f"Installing the locked dependencies ({group}); the first time downloads them")
    command = [
        *pip, "install", "--progress-bar=off", "--quiet", "--retries=1", "--require-hashes",
        "--only-binary=:all:", "--no-build-isolation", "--requirement", str(lock),
    ]  # fmt: skip
    if subprocess.call(command if whole else [*command, "--force-reinstall"]):
        if whole:
            STAMP.write_text("\n".join(installed))
        sys.exit(fail(f"The dependencies could not be installed; pip's message is above. {remedy}"))
    STAMP.write_text("\n".join([*installed, wanted]))


def answers(command: list[str], env: dict[str, str] | None = None) -> bool:
    """Return True if a command can be run, and ends well."""
    with contextlib.suppress(OSError):
        return subprocess.run(command, env=env, capture_output=True).returncode == 0
    return False


def make_environment() -> None:
    """Make the environment, in the place of one that is not whole."""
    step("Creating the environment in .venv")
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        package = f"python{version(sys.version_info[:2])}-venv"
        sys.exit(fail(f"Python's venv module is missing. On Debian or Ubuntu: apt install {package}"))
    try:
        venv.create(VENV, with_pip=True, clear=VENV.exists() and not VENV.is_symlink())
    except subprocess.CalledProcessError:  # it runs ensurepip
        sys.exit(fail("pip could not be put into .venv: is the disk full?"))


def step(message: str) -> None:
    """Print what begins now."""
    print(f"→ {message}", flush=True)


def warn(message: str, env: dict[str, str]) -> None:
    """Print a line of the log, as the portal writes its own (`portal.http.logs`)."""
    moment = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
    line = json.dumps({"time": moment, "level": "ERROR", "logger": "run.py", "message": message})
    text = f"{moment} ERROR run.py [-] {message}"
    print(text if env.get("LOG_FORMAT") == "text" else line, file=sys.stderr, flush=True)


def fail(message: str) -> int:
    """Print what failed, and return the exit code."""
    print(f"Error: {message}", file=sys.stderr)
    return 1


def version(numbers: tuple[int, int]) -> str:
    """Return a version of Python as people write it."""
    return ".".join(map(str, numbers))


if __name__ == "__main__":
    sys.exit(main())
