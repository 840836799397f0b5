"""One migrated database, which every run of the tests copies: to migrate takes half a minute of each process.

It is kept under a name that changes with all that it is made of, so that none is ever old: on SQLite a file
of var/tests/, on PostgreSQL a database beside the one of the tests. One is kept of each.
"""

import ast
import contextlib
import fcntl
import hashlib
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
FOLDER = settings.VAR_DIR / "tests"
PREFIX = "portal-tests-"
# What migrations write is in these too: the groups that follow each migration, and the first synonyms.
READ_BY_MIGRATIONS = ("portal/roles", "search/analysis/data")
VERSIONS = ROOT / "requirements" / "dev.txt"


def migrations() -> list[Path]:
    """The migrations of every installed app, Django's and Wagtail's too."""
    folders = [Path(app.path) / "migrations" for app in apps.get_app_configs()]
    return [path for folder in folders for path in sorted(folder.glob("*.py"))]


def imported(path: Path) -> Iterator[Path]:
    """The modules of the portal that this one names."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        for name in names:
            module = ROOT.joinpath(*name.split("."))
            yield from filter(Path.is_file, (module.with_suffix(".py"), module / "__init__.py"))


def sources() -> list[Path]:
    """Every file that decides what a migrated database holds."""
    own = [path for path in migrations() if path.is_relative_to(ROOT) and ".venv" not in path.parts]
    named = {module for path in own for module in imported(path)}
    read = [path for folder in READ_BY_MIGRATIONS for path in (ROOT / folder).rglob("*") if path.is_file()]
    text = {path for path in read if path.suffix != ".pyc"}
    return [*migrations(), *sorted(named | text), VERSIONS]


def key() -> str:
    """Tell one state of the migrations, the libraries and the database from every other."""
    digest = hashlib.sha256()
    for part in (sys.version, sqlite3.sqlite_version, *(app.name for app in apps.get_app_configs())):
        digest.update(part.encode() + b"\0")
    for path in sources():
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one process at a time look for the migrated database, make it and copy it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrate() -> None:
    """Make the test database of this process anew."""
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)


def use_copy() -> None:
    """Make the test database of this process, and connect to it."""
    with alone():
        {"sqlite": _use_sqlite, "postgresql": _use_postgresql}[connection.vendor]()


def sqlite_template() -> Path:
    """The file of the migrated database, which may not be there."""
    return Path(FOLDER / f"{PREFIX}{key()}.sqlite3")


def _use_sqlite() -> None:
    template = sqlite_template()
    if not template.exists():
        migrate()
        for old in FOLDER.glob(f"{PREFIX}*"):
            old.unlink()
        unfinished = template.with_suffix(".unfinished")
        with contextlib.closing(sqlite3.connect(unfinished)) as copy:
            connection.connection.backup(copy)
        unfinished.rename(template)
    _connect_to(connection.creation._get_test_db_name())
    with contextlib.closing(sqlite3.connect(template)) as kept:
        kept.backup(connection.connection)


def _use_postgresql() -> None:
    template, name = f"{PREFIX}{key()}", connection.creation._get_test_db_name()
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
        kept = {row[0] for row in cursor.fetchall()}
        if template not in kept:
            migrate()
            connection.close()
            for old in kept:
                cursor.execute(f'DROP DATABASE "{old}"')
            cursor.execute(f'ALTER DATABASE "{name}" RENAME TO "{template}"')
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    _connect_to(name)


def _connect_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    connection.ensure_connection()
