#!/usr/bin/env python3
"""Set up and run the portal with Python alone: `run.py demo` serves it, `run.py test` tests it.

Makes `.venv`, installs the locked dependencies in it, and hands over to manage.py or pytest.
"""

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "installed.txt"
OLDEST, NEWEST = (3, 11), (3, 14)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser("demo", help="serve the portal with its demonstration content")
    demo.add_argument("--port", type=int, default=8000, help="loopback port (default: 8000)")
    demo.add_argument("--no-serve", action="store_true", help="set everything up and stop before serving")
    demo.add_argument("--reset", action="store_true", help="drop the database and the files, and start over")
    commands.add_parser("test", help="run the tests; further arguments go to pytest", add_help=False)
    options, rest = parser.parse_known_args()

    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        return fail(
            f"Python {version(OLDEST)} to {version(NEWEST)} is needed, this is {sys.version.split()[0]}."
        )
    if options.command == "test":
        install("dev")
        return subprocess.call([PYTHON, "-m", "pytest", *rest], cwd=ROOT)
    if rest:
        parser.error(f"unknown arguments: {' '.join(rest)}")
    return run_demo(options)


def run_demo(options: argparse.Namespace) -> int:
    """Install, migrate, load the demonstration content and serve it on loopback."""
    install("base")
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.dev"}
    env.setdefault("PORTAL_BASE_URL", f"http://localhost:{options.port}")
    if options.reset:
        if "DATABASE_URL" in env:
            return fail(
                "--reset only removes the portal's own SQLite database, and DATABASE_URL names another."
            )
        step("Starting over: removing the database and the files of the demonstration")
        remove_data(Path(env.get("PORTAL_VAR_DIR", ROOT / "var")))
    manage = [str(PYTHON), str(ROOT / "manage.py")]
    for message, arguments in (
        ("Preparing the database", ["migrate", "--verbosity=0"]),
        ("Gathering static files", ["collectstatic", "--no-input", "--verbosity=0"]),
        ("Loading the demonstration content", ["load_demo"]),
    ):
        step(message)
        if subprocess.call([*manage, *arguments], cwd=ROOT, env=env):
            return fail(f"'manage.py {' '.join(arguments)}' failed; its message is above.")
    if options.no_serve:
        step("Ready; not serving, as asked")
        return 0
    step(f"Serving on http://localhost:{options.port} (Ctrl+C stops)")
    # A stopped portal takes its scheduler with it, whether Ctrl+C or a supervisor stops it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    scheduler = subprocess.Popen([*manage, "run_schedule"], cwd=ROOT, env=env)
    server = subprocess.Popen(
        [
            str(PYTHON), "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
            "--port", str(options.port), "--workers", "1", "--blocking-threads", "4",
            "--no-access-log", "--log-level", "warning", "portal.wsgi:application",
        ],
        cwd=ROOT,
        env=env,
    )  # fmt: skip
    try:
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        for process in (server, scheduler):
            process.terminate()
            process.wait()


def remove_data(folder: Path) -> None:
    """Remove what the portal wrote in a folder, and nothing else that may be there."""
    for name in ("media", "mail", "static"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for database in folder.glob("*.sqlite3*"):
        database.unlink()


def install(group: str) -> None:
    """Make the environment and install a locked group in it, unless that was done before."""
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
        "--quiet", "--require-hashes", "--only-binary=:all:", "--requirement", str(lock),
    ]  # fmt: skip
    if subprocess.call(command):
        sys.exit(fail("The dependencies could not be installed; pip's message is above. Check the network."))
    STAMP.write_text("\n".join([*installed, wanted]))


def step(message: str) -> None:
    print(f"→ {message}", flush=True)


def fail(message: str) -> int:
    print(f"Error: {message}", file=sys.stderr)
    return 1


def version(numbers: tuple[int, int]) -> str:
    return ".".join(map(str, numbers))


if __name__ == "__main__":
    sys.exit(main())
