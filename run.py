#!/usr/bin/env python3
"""Set up and run the portal with Python alone.

`run.py demo` serves the demonstration, `run.py serve` a real installation, `run.py test` tests it, `run.py
ldap` installs what signing in through an LDAP directory needs. Makes `.venv`, installs the locked
dependencies in it, and hands over to granian, manage.py or pytest.
"""

import argparse
import contextlib
import datetime
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
MANAGE = [str(PYTHON), str(ROOT / "manage.py")]
TASKS = [*MANAGE, "run_tasks"]
LOG_CONFIG = str(ROOT / "deploy" / "granian-log.json")
STAMP = VENV / "installed.txt"
OLDEST, NEWEST = (3, 11), (3, 14)
# The portal stops once its parts ended so often within so many seconds: another start would not help.
ENDS, WITHIN = 5, 60
# Linux 5.14 and later: whether connections that wait for a process go to another one if it dies.
MIGRATE = Path("/proc/sys/net/ipv4/tcp_migrate_req")
COMPILES_LDAP = "build-essential python3-dev libldap-dev libsasl2-dev"  # packages of Debian
STOPPING = 30  # seconds for what is being answered


def main() -> int:
    """Read the command line and run what it asks."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser("demo", help="serve the portal with its demonstration content")
    demo.add_argument("--port", type=int, default=8000, help="loopback port (default: 8000)")
    demo.add_argument("--no-serve", action="store_true", help="set everything up and stop before serving")
    demo.add_argument("--reset", action="store_true", help="drop the database and the files, and start over")
    serve = commands.add_parser("serve", help="serve a real installation, behind a web server such as nginx")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    serve.add_argument("--port", type=int, default=8000, help="port to listen on (default: 8000)")
    commands.add_parser("ldap", help="install the LDAP library, as serve does where LDAP_URL is set")
    commands.add_parser("test", help="run the tests; further arguments go to pytest", add_help=False)
    options, rest = parser.parse_known_args()
    on_stop_signals(lambda *_: sys.exit(0))  # what runs meanwhile ends too

    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        return fail(
            f"Python {version(OLDEST)} to {version(NEWEST)} is needed, this is {sys.version.split()[0]}."
        )
    if options.command == "test":
        install("dev")
        return subprocess.call([PYTHON, "-m", "pytest", *rest], cwd=ROOT)
    if rest:
        parser.error(f"unknown arguments: {' '.join(rest)}")
    if options.command == "ldap":
        return install_ldap()
    return run_serve(options) if options.command == "serve" else run_demo(options)


def run_serve(options: argparse.Namespace) -> int:
    """Prepare, then run the web server and the scheduler of a real installation, as its environment says.

    Requests are answered by PORTAL_WORKERS processes of PORTAL_THREADS threads, each of which holds one
    connection to the database. What no thread is free for waits outside of the processes (`--backpressure`,
    and no idle connection that would count): a process that dies takes along what it was answering alone.
    """
    if problem := unusable(options.host, options.port) or not_counts("PORTAL_WORKERS", "PORTAL_THREADS"):
        return fail(problem)
    workers = os.environ.get("PORTAL_WORKERS") or str(max(2, min(4, os.cpu_count() or 1)))
    threads = os.environ.get("PORTAL_THREADS") or "4"
    install("production")
    if os.environ.get("LDAP_URL"):
        install_ldap()
    env = {"DJANGO_SETTINGS_MODULE": "portal.settings.production", **os.environ}
    step("Checking what a real installation needs")
    if subprocess.call([*MANAGE, "check", "--deploy"], cwd=ROOT, env=env):
        return fail("The portal is not ready for its readers; the reason is above.")
    if not prepare(env):
        return 1
    step(f"Serving on {options.host}:{options.port}: {workers} processes of {threads} threads each")
    if MIGRATE.exists() and MIGRATE.read_text().strip() == "0":
        step(
            "Connections that wait for a process die with it; 'sysctl net.ipv4.tcp_migrate_req=1' saves them"
        )
    server = granian(
        options.host, options.port, workers, threads,
        "--backlog", "1024", "--backpressure", threads, "--no-http1-keep-alive",
        "--http1-header-read-timeout", "5000", "--workers-kill-timeout", str(STOPPING),
    )  # fmt: skip
    return run_together([server, TASKS], env)


def run_demo(options: argparse.Namespace) -> int:
    """Install, migrate, load the demonstration content and serve it on loopback."""
    if not options.no_serve and (problem := unusable("127.0.0.1", options.port)):
        return fail(problem)
    install("base")
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.demo"}
    env.setdefault("PORTAL_BASE_URL", f"http://localhost:{options.port}")
    if options.reset:
        if "DATABASE_URL" in env:
            return fail(
                "--reset only removes the portal's own SQLite database, and DATABASE_URL names another."
            )
        step("Starting over: removing the database and the files of the demonstration")
        remove_data(Path(env.get("PORTAL_VAR_DIR", ROOT / "var")))
    if not prepare(env, ("Loading the demonstration content", ["load_demo"])):
        return 1
    if options.no_serve:
        step("Ready; not serving, as asked")
        return 0
    step(f"Serving on http://localhost:{options.port} (Ctrl+C stops)")
    return run_together([granian("127.0.0.1", options.port, "1", "4"), TASKS], env)


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


def granian(host: str, port: int, workers: str, threads: str, *more: str) -> list[str]:
    """Return the command of the web server: a process that dies is replaced, and its threads are counted."""
    return [
        str(PYTHON), "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", workers, "--blocking-threads", threads, "--respawn-failed-workers",
        "--no-access-log", "--log-level", "warning", "--log-config", LOG_CONFIG, *more,
        "portal.wsgi:application",
    ]  # fmt: skip


def run_together(commands: list[list[str]], env: dict[str, str]) -> int:
    """Run commands until Ctrl+C, SIGTERM or SIGHUP, which stop them all. One that ends is started again."""
    running: list[subprocess.Popen[bytes]] = []
    ends: list[float] = []
    try:
        for command in commands:
            running.append(start(command, env))
        while True:
            time.sleep(0.5)
            for place, process in enumerate(running):
                if process.poll() is None:
                    continue
                now = time.monotonic()
                ends = [end for end in ends if now - end < WITHIN] + [now]
                name = commands[place][-1]
                if len(ends) == ENDS:
                    return fail(f"'{name}' ended again (status {process.returncode}); the portal stops.")
                warn(f"'{name}' ended (status {process.returncode}) and is started again.")
                stop(process)  # what it started may still run
                running[place] = start(commands[place], env)
    except KeyboardInterrupt:
        return 0
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        on_stop_signals(signal.SIG_IGN)  # asked twice, it still stops them all
        for process in running:
            process.terminate()
        for process in running:
            stop(process)


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


def unusable(host: str, port: int) -> str:
    """Return why the portal cannot listen there, or an empty text if it can.

    The web server's processes share a port, and would share it with those of another portal.
    """
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            return ""
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else error
        return f"The portal cannot listen on {host}, port {port} ({reason}): choose another with --port."
    except OverflowError:
        return f"{port} is not a port: choose --port between 1 and 65535."


def not_counts(*names: str) -> str:
    """Return which of these variables is no whole number of 1 or more, or an empty text if none."""
    for name in names:
        value = os.environ.get(name) or "1"
        if not (value.isascii() and value.isdecimal() and int(value) > 0):
            return f"{name} is {value!r}: give a whole number, 1 or more, or leave it out."
    return ""


def remove_data(folder: Path) -> None:
    """Remove what the portal wrote in a folder, and nothing else that may be there."""
    for name in ("media", "mail", "static"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for database in folder.glob("*.sqlite3*"):
        database.unlink()


def install_ldap() -> int:
    """Install the LDAP library, which is compiled here. Return 0."""
    install("build")
    install("ldap", f"On Debian or Ubuntu: apt install {COMPILES_LDAP}")
    return 0


def install(group: str, remedy: str = "Check the network.") -> None:
    """Make the environment and install a locked group in it, unless that was done before.

    What has to be compiled is compiled with the tools of the environment, which are locked too.
    """
    lock = ROOT / "requirements" / f"{group}.txt"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    installed = STAMP.read_text().split() if STAMP.exists() and PYTHON.exists() else []
    if wanted in installed:
        return
    if not PYTHON.exists():
        step("Creating the environment in .venv")
        try:
            import ensurepip  # noqa: F401
            import venv
        except ImportError:
            package = f"python{version(sys.version_info[:2])}-venv"
            sys.exit(fail(f"Python's venv module is missing. On Debian or Ubuntu: apt install {package}"))
        venv.create(VENV, with_pip=True)
    step(f"Installing the locked dependencies ({group}); the first time downloads them")
    command = [
        str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar=off",
        "--quiet", "--require-hashes", "--only-binary=:all:", "--no-build-isolation",
        "--requirement", str(lock),
    ]  # fmt: skip
    if subprocess.call(command):
        sys.exit(fail(f"The dependencies could not be installed; pip's message is above. {remedy}"))
    STAMP.write_text("\n".join([*installed, wanted]))


def step(message: str) -> None:
    """Print what begins now."""
    print(f"→ {message}", flush=True)


def warn(message: str) -> None:
    """Print a line of the log, as the portal writes its own."""
    moment = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
    print(f"{moment} ERROR run.py [-] {message}", file=sys.stderr, flush=True)


def fail(message: str) -> int:
    """Print what failed, and return the exit code."""
    print(f"Error: {message}", file=sys.stderr)
    return 1


def version(numbers: tuple[int, int]) -> str:
    """Return a version of Python as people write it."""
    return ".".join(map(str, numbers))


if __name__ == "__main__":
    sys.exit(main())
