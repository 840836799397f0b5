"""Save the databases of a release, the demonstration in them: `python -m tests.upgrade`, on its commit.

Renewed at each release and committed with it. Needs PostgreSQL, as the tests of the real parts do.
"""

import contextlib
import lzma
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.parts.postgres import postgresql, programs

from . import POSTGRESQL, SQLITE

MANAGE = [sys.executable, str(Path(__file__).resolve().parents[2] / "manage.py")]


def fill(url: str, var: Path) -> None:
    """Make the database of this version, with the demonstration."""
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.demo",
        "DATABASE_URL": url,
        "PORTAL_VAR_DIR": str(var),
    }
    for command in (["migrate", "--verbosity=0"], ["load_demo"]):
        subprocess.run([*MANAGE, *command], check=True, env=env)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        database, copy = Path(name, "db.sqlite3"), Path(name, "copy.sqlite3")
        fill(f"sqlite:///{database}", Path(name))
        with (
            contextlib.closing(sqlite3.connect(database)) as filled,
            contextlib.closing(sqlite3.connect(copy)) as saved,
        ):
            filled.backup(saved)  # with what the write-ahead log holds
        SQLITE.write_bytes(lzma.compress(copy.read_bytes(), preset=9 | lzma.PRESET_EXTREME))
    with tempfile.TemporaryDirectory() as name, postgresql(max_connections=20) as url:
        fill(url, Path(name))
        dump = [str(programs() / "pg_dump"), "--no-owner", "--no-privileges", f"--dbname={url}"]
        saved = subprocess.run(dump, check=True, stdout=subprocess.PIPE).stdout
        POSTGRESQL.write_bytes(lzma.compress(saved, preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    main()
