"""The database of the last release becomes the one of this version, or goes back, and loses nothing."""

import contextlib
import lzma
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.parts.postgres import postgresql, programs
from tests.upgrade import POSTGRESQL, SQLITE

pytestmark = pytest.mark.parts

ROOT = Path(__file__).resolve().parents[2]
# What an upgrade may write anew.
DERIVED = {
    "django_migrations",
    "sqlite_sequence",  # one row for each table, the new ones too
    "django_content_type",
    "auth_permission",
    "auth_group_permissions",
    "wagtailcore_grouppagepermission",
    "wagtailcore_groupcollectionpermission",
}


@contextlib.contextmanager
def sqlite_release(folder: Path) -> Iterator[str]:
    database = folder / "db.sqlite3"
    database.write_bytes(lzma.decompress(SQLITE.read_bytes()))
    yield f"sqlite:///{database}"


@contextlib.contextmanager
def postgresql_release(folder: Path) -> Iterator[str]:
    with postgresql(max_connections=20) as url:
        load = [str(programs() / "psql"), "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null", url]
        subprocess.run(load, check=True, input=lzma.decompress(POSTGRESQL.read_bytes()))
        yield url


def connect(url: str) -> sqlite3.Connection | psycopg.Connection:
    if url.startswith("postgres"):
        return psycopg.connect(url)
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    # Named by indexes; rows are only counted.
    connection.create_collation("french", lambda one, other: (one > other) - (one < other))
    return connection


def rows(url: str, *, but: set[str] = DERIVED) -> dict[str, int]:
    """How many rows each table has, but for some tables."""
    names = (
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        if url.startswith("postgres")
        else "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%fts%'"
    )
    with contextlib.closing(connect(url)) as connection:
        tables = [name for (name,) in connection.execute(names).fetchall()]
        counts = {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
            for name in tables
        }
    return {name: count for name, count in counts.items() if name not in but}


@pytest.mark.parametrize("release", [sqlite_release, postgresql_release], ids=["SQLite", "PostgreSQL"])
def test_a_release_is_upgraded(
    release: Callable[[Path], contextlib.AbstractContextManager[str]], tmp_path: Path
) -> None:
    with release(tmp_path) as url:
        env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings.demo",
            "DATABASE_URL": url,
            "PORTAL_VAR_DIR": str(tmp_path),
            "BACKUP_DIR": str(tmp_path / "backups"),
            "PATH": f"{programs()}:{os.environ['PATH']}",
        }
        # The accounts of the demonstration let no check of a deployment pass.
        upgrade = ["manage.py", "upgrade", "--skip-checks"]

        def run(*arguments: str) -> str:
            done = subprocess.run(
                [sys.executable, *arguments], cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True
            )
            return done.stdout

        everything = rows(url, but=set())
        before = rows(url)
        assert before["projects_actionpage"] > 100
        run(*upgrade)
        run(*upgrade, "--rollback")
        assert (tmp_path / "maintenance").exists()
        assert rows(url, but=set()) == everything
        run(*upgrade)
        assert not (tmp_path / "maintenance").exists()
        run("manage.py", "migrate", "--check", "--verbosity=0")
        after = rows(url)
        assert {name: after.get(name) for name in before} == before
        assert "/projet/actions/" in run("-m", "tests.upgrade.visits")
