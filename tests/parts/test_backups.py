"""Backups of a portal at work, on both databases: consistent, whole or not there, and readable again."""

import contextlib
import json
import logging
import lzma
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.parts.postgres import postgresql, programs
from tests.parts.servers import program
from tests.upgrade import POSTGRESQL, SQLITE

pytestmark = pytest.mark.parts

ROOT = Path(__file__).resolve().parents[2]
KILLS = 5
logger = logging.getLogger(__name__)
SEED = random.randrange(2**32)  # noqa: S311 (said when a test fails)


class Site:
    """An installation: its database, its folder, its commands."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder, self.backups = url, folder, folder / "backups"
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings.demo",
            "DATABASE_URL": url,
            "PORTAL_VAR_DIR": str(folder / "var"),
            "BACKUP_DIR": str(self.backups),
            "PATH": f"{programs()}:{os.environ['PATH']}",
        }
        (folder / "var").mkdir()

    def start(self, *arguments: str, **env: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env={**self.env, **env}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip

    def run(self, *arguments: str, status: int = 0, **env: str) -> str:
        process = self.start(*arguments, **env)
        said = process.communicate()[0]
        assert process.returncode == status, said
        return said

    def kill_after(self, seconds: float, *arguments: str) -> bool:
        """Kill a command, and the programs that it started, at this moment. Return whether it was at work."""
        process = self.start(*arguments)
        time.sleep(seconds)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return process.returncode == -signal.SIGKILL

    def connect(self) -> sqlite3.Connection | psycopg.Connection:
        if self.url.startswith("postgres"):
            return psycopg.connect(self.url, autocommit=True)
        return sqlite3.connect(self.url.removeprefix("sqlite:///"), isolation_level=None, timeout=20)

    def execute(self, *statements: str) -> list[tuple[object, ...]]:
        with contextlib.closing(self.connect()) as connection:
            rows = [connection.execute(statement) for statement in statements][-1]
            return rows.fetchall() if rows.description else []

    def made(self) -> list[Path]:
        return sorted(self.backups.glob("[0-9]*"))

    def manifest(self) -> dict[str, object]:
        manifest: dict[str, object] = json.loads((self.made()[-1] / "manifest.json").read_text())
        return manifest


@contextlib.contextmanager
def sqlite_site(folder: Path) -> Iterator[Site]:
    (folder / "db.sqlite3").write_bytes(lzma.decompress(SQLITE.read_bytes()))
    yield Site(f"sqlite:///{folder / 'db.sqlite3'}", folder)


@contextlib.contextmanager
def postgresql_site(folder: Path) -> Iterator[Site]:
    with postgresql(max_connections=20) as url:
        load = [str(programs() / "psql"), "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null", url]
        subprocess.run(load, check=True, input=lzma.decompress(POSTGRESQL.read_bytes()))
        yield Site(url, folder)


@pytest.fixture(params=[sqlite_site, postgresql_site], ids=["SQLite", "PostgreSQL"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    make: Callable[[Path], contextlib.AbstractContextManager[Site]] = request.param
    with make(tmp_path) as site:
        site.run("migrate", "--verbosity=0")
        media = tmp_path / "var" / "media" / "documents"
        media.mkdir(parents=True)
        for number in range(20):
            (media / f"{number}.bin").write_bytes(os.urandom(50_000))
        yield site


# Two tables that a transaction writes together: a backup that holds one row without the other is torn.
TABLES = (
    "CREATE TABLE one (number integer PRIMARY KEY)",
    "CREATE TABLE other (number integer PRIMARY KEY)",
)


def write_until(stop: threading.Event, site: Site) -> None:
    with contextlib.closing(site.connect()) as connection:
        number = 0
        while not stop.is_set():
            number += 1
            for statement in (
                "BEGIN",
                f"INSERT INTO one VALUES ({number})",  # noqa: S608
                f"INSERT INTO other VALUES ({number})",  # noqa: S608
                "COMMIT",
            ):
                connection.execute(statement)


def test_a_backup_made_while_others_write_is_of_one_moment(site: Site) -> None:
    site.execute(*TABLES)
    stop = threading.Event()
    writer = threading.Thread(target=write_until, args=(stop, site))
    writer.start()
    try:
        site.run("backup")
        site.run("backup")
    finally:
        stop.set()
        writer.join()
    tables = site.manifest()["tables"]
    assert isinstance(tables, dict)
    assert tables["one"] == tables["other"]
    assert 0 < tables["one"][0] < site.execute("SELECT count(*) FROM one")[0][0]
    site.run("backup", "--verify")
    site.run("restore", str(site.backups), "--replace")
    assert site.execute("SELECT count(*) FROM one") == [(tables["one"][0],)]
    kept = {
        "one",
        "other",
        "projects_actionpage",
        "wagtailcore_page",
        "wagtailcore_revision",
        "accounts_user",
    }
    site.run("backup")
    restored = site.manifest()["tables"]
    assert isinstance(restored, dict)
    assert {table: restored[table] for table in kept} == {table: tables[table] for table in kept}


def test_a_backup_killed_at_any_moment_is_whole_or_not_there(site: Site) -> None:
    logger.warning("seed %s", SEED)
    moments = random.Random(SEED)  # noqa: S311
    begun = time.monotonic()
    site.run("backup")
    length = time.monotonic() - begun
    killed = sum(site.kill_after(moments.uniform(0.2, 1) * length, "backup") for _ in range(KILLS))
    assert killed > 0
    for path in site.made():
        site.run("backup", "--verify", str(path))
    site.run("backup")
    assert not list(site.backups.glob(".*.part"))
    site.run("backup", "--verify")


def test_a_restore_killed_at_any_moment_is_taken_up_again(site: Site) -> None:
    logger.warning("seed %s", SEED)
    moments = random.Random(SEED)  # noqa: S311
    site.run("backup")
    before = site.manifest()["tables"]
    assert isinstance(before, dict)
    site.execute("UPDATE accounts_user SET job_title = 'Autre'", "DELETE FROM search_synonym")
    begun = time.monotonic()
    site.run("restore", str(site.backups), "--replace")
    length = time.monotonic() - begun
    count = "SELECT count(*) FROM accounts_user WHERE job_title = 'Autre'"
    restored = site.execute(count)
    for _ in range(KILLS):
        site.execute("UPDATE accounts_user SET job_title = 'Autre'")
        # A restore killed before it began left none.
        shutil.rmtree(site.folder / "var" / "media", ignore_errors=True)
        site.kill_after(moments.uniform(0.2, 1) * length, "restore", str(site.backups), "--replace")
        # Never between: the database is what it was, or what the backup holds.
        assert site.execute(count) in (restored, [(before["accounts_user"][0],)])
        if (site.folder / "var" / "upkeep" / "restoring").exists():
            assert "upkeep.E001" in site.run("check", status=1)
            site.run("restore", str(site.backups))
            site.run("check")
    site.run("restore", str(site.backups), "--replace")
    assert len(list((site.folder / "var" / "media" / "documents").iterdir())) == 20
    first = site.made()[0]
    site.run("backup")
    after = site.manifest()["tables"]
    assert isinstance(after, dict)
    for table in ("accounts_user", "search_synonym", "wagtailcore_page"):
        assert after[table] == before[table]
    assert first != site.made()[-1]


def gpg(home: Path, *arguments: str) -> None:
    home.mkdir(mode=0o700, exist_ok=True)
    subprocess.run(
        [program("gpg"), "--homedir", home, "--batch", "--quiet", *arguments], check=True, capture_output=True
    )


def test_an_encrypted_backup_is_read_with_its_key_alone(site: Site, tmp_path: Path) -> None:
    right, wrong = tmp_path / "key", tmp_path / "other-key"
    for home in (right, wrong):
        gpg(home, "--passphrase", "", "--quick-generate-key", "sauvegarde@exemple.invalid", "future-default")
    encrypt = f"gpg --homedir {right} --batch --quiet --trust-model always -e -r sauvegarde@exemple.invalid"
    locked = {"BACKUP_ENCRYPT_COMMAND": encrypt}
    (tmp_path / "var" / "media" / "documents" / "plan.txt").write_bytes(b"Un texte que personne ne doit lire")
    site.run("backup", **locked)
    for path in site.backups.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"Un texte que personne" not in content
            assert b"sandrine.loubressac" not in content
            assert b"plan.txt" not in content
    assert "BACKUP_DECRYPT_COMMAND" in site.run("backup", "--verify", **locked)  # only its checksums
    site.run("restore", str(site.backups), "--replace", status=1)
    opened = {"BACKUP_DECRYPT_COMMAND": f"gpg --homedir {wrong} --batch --quiet -d"}
    site.run("backup", "--verify", status=1, **locked, **opened)
    assert "gpg" in site.run("restore", str(site.backups), "--replace", status=1, **opened)
    assert not (tmp_path / "var" / "upkeep" / "restoring").exists()  # nothing has changed
    opened = {"BACKUP_DECRYPT_COMMAND": f"gpg --homedir {right} --batch --quiet -d"}
    site.run("backup", "--verify", **locked, **opened)
    shutil.rmtree(tmp_path / "var" / "media")
    site.run("restore", str(site.backups), "--replace", **opened)
    assert (tmp_path / "var" / "media" / "documents" / "plan.txt").read_bytes().startswith(b"Un texte")
    for home in (right, wrong):
        subprocess.run([program("gpgconf"), "--homedir", home, "--kill", "all"], check=True)


def test_a_disk_that_lacks_room_is_not_written_to(tmp_path: Path) -> None:
    with sqlite_site(tmp_path) as site:
        site.run("migrate", "--verbosity=0")
        small = tmp_path / "small"
        small.mkdir()
        subprocess.run([program("mount"), "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(small)], check=True)
        try:
            assert f"{small}" in site.run("backup", str(small), status=1)
            assert [path.name for path in small.iterdir()] == [".lock"]
        finally:
            subprocess.run([program("umount"), str(small)], check=True)


def test_clients_of_another_version_are_refused(tmp_path: Path) -> None:
    with postgresql_site(tmp_path) as site:
        other = tmp_path / "bin"
        other.mkdir()
        (other / "pg_dump").write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
        (other / "pg_dump").chmod(0o755)
        said = site.run("backup", status=1, PATH=f"{other}:{site.env['PATH']}")
        assert str(other / "pg_dump") in said
        assert "9" in said
        assert not site.made()


def test_no_password_is_on_a_command_line(tmp_path: Path) -> None:
    """The programs are replaced by one that keeps what it was given and hands over to the real one."""
    with postgresql_site(tmp_path) as site:
        spies = tmp_path / "bin"
        spies.mkdir()
        for name in ("pg_dump", "pg_restore", "psql"):
            (spies / name).write_text(
                f'#!/bin/sh\necho "$0 $@" >> {tmp_path}/given\nexec {programs()}/{name} "$@"\n'
            )
            (spies / name).chmod(0o755)
        env = {
            "PATH": f"{spies}:{site.env['PATH']}",
            "DATABASE_URL": site.url.replace("postgres@", "postgres:mot-de-passe@"),
        }
        site.run("migrate", "--verbosity=0", **env)
        site.run("backup", **env)
        site.run("restore", str(site.backups), "--replace", **env)
        given = (tmp_path / "given").read_text()
        assert {"pg_dump", "pg_restore", "psql"} <= {
            Path(line.split()[0]).name for line in given.splitlines()
        }
        assert "mot-de-passe" not in given
