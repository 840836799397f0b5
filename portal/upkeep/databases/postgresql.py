"""PostgreSQL: the copy is what `pg_dump` writes in its custom format, from one snapshot.

The programs are those of the PATH. They get the connection in their environment, never on their command line.
"""

import contextlib
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE
from typing import Any

from django.db import ProgrammingError, connection, transaction
from django.db.backends.postgresql.client import DatabaseClient
from django.utils.translation import gettext as _

from ..errors import UpkeepError
from ..sealing import running
from .base import Content, Contents, Engine, OpenPart

PROGRAMS = ("pg_dump", "pg_restore", "psql")
MAJOR = 10_000  # 150004 is version 15.4
# Each row as PostgreSQL writes it in these settings, whatever those of the account are.
PLAIN = {"TimeZone": "UTC", "DateStyle": "ISO", "bytea_output": "hex", "extra_float_digits": "1"}
# What is in the way of a restore. Indexes, sequences, constraints and triggers go with their tables.
OBJECTS = """
SELECT format('DROP TABLE IF EXISTS %I CASCADE;', tablename)
FROM pg_tables WHERE schemaname = current_schema()
UNION ALL
SELECT format('DROP VIEW IF EXISTS %I CASCADE;', viewname) FROM pg_views WHERE schemaname = current_schema()
UNION ALL
SELECT format('DROP SEQUENCE IF EXISTS %I CASCADE;', sequencename)
FROM pg_sequences WHERE schemaname = current_schema()
UNION ALL
SELECT format('DROP FUNCTION IF EXISTS %s CASCADE;', pg_proc.oid::regprocedure)
FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND prokind = 'f'
  AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
UNION ALL
SELECT format('DROP COLLATION IF EXISTS %I CASCADE;', collname)
FROM pg_collation WHERE collnamespace = current_schema()::regnamespace
"""
BESIDE = "_verify"  # after the name of the database
LOCK_TIMEOUT = "60s"  # a portal that still runs holds the tables


class PostgreSQL(Engine):
    """A database of a PostgreSQL server, with the clients of its version."""

    name = "postgresql"
    file = "database.dump"

    def version(self) -> str:
        return str(_server_version())

    def size(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])

    def ensure_tools(self) -> None:
        server = _server_version() // MAJOR
        for program in PROGRAMS:
            if not (path := shutil.which(program)):
                raise UpkeepError(
                    _(
                        "The program '%(program)s' is not found: install the clients of PostgreSQL "
                        "%(server)s (on Debian or Ubuntu: apt install postgresql-client-%(server)s)."
                    )
                    % {"program": program, "server": server}
                )
            said = subprocess.run([path, "--version"], check=True, capture_output=True, text=True).stdout
            found = re.search(r"(\d+)", said)
            if not found or int(found[1]) != server:
                raise UpkeepError(
                    _(
                        "'%(path)s' is of version %(client)s and the server of version %(server)s: put the "
                        "clients of version %(server)s first in the PATH. What others write may not be "
                        "readable here."
                    )
                    % {"path": path, "client": found[1] if found else said, "server": server}
                )

    def dump(self, part: OpenPart, folder: Path) -> Contents:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            command = [
                "pg_dump",
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                f"--snapshot={snapshot}",
            ]
            with part as target, running(command, env=_environment(), stdout=target):
                pass
            return _contents(cursor)

    def restore(self, file: Path) -> None:
        with connection.cursor() as cursor:
            cursor.execute(OBJECTS)
            drops = [statement for [statement] in cursor.fetchall()]
        connection.close()
        _load(file, _environment(), drops)

    def read(self, file: Path) -> Contents:
        with _database_beside() as beside:
            _load(file, {**_environment(), "PGDATABASE": beside.settings_dict["NAME"]}, [])
            with beside.cursor() as cursor:
                cursor.execute("BEGIN")
                return _contents(cursor)


def _server_version() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0])


def _environment() -> dict[str, str]:
    """Return the variables of libpq for the database of the portal."""
    known = connection.settings_dict
    _arguments, env = DatabaseClient.settings_to_cmd_args_env(known, [])
    parts = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGDATABASE": "NAME"}
    return {**(env or {}), **{name: str(known[key]) for name, key in parts.items() if known.get(key)}}


def _contents(cursor: Any) -> Contents:
    for name, value in PLAIN.items():
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
    contents = {}
    for [table] in cursor.fetchall():
        cursor.execute(
            f"SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0) "  # noqa: S608
            f'FROM "{table}" t'
        )
        rows, total = cursor.fetchone()
        contents[table] = Content(rows, f"{int(total):x}")
    return contents


def _load(file: Path, env: dict[str, str], first: list[str]) -> None:
    """Execute statements, then a dump, in one transaction, which commits once the whole dump was read."""
    psql = ["psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    begin = [f"SET lock_timeout = '{LOCK_TIMEOUT}';", "BEGIN;", *first]
    with running(psql, env=env, stdin=PIPE) as target:
        assert target.stdin is not None
        target.stdin.write("\n".join([*begin, ""]).encode())
        with running(
            ["pg_restore", "--no-owner", "--no-privileges", "--file=-", str(file)], stdout=PIPE
        ) as source:
            assert source.stdout is not None
            shutil.copyfileobj(source.stdout, target.stdin)
        target.stdin.write(b"\nCOMMIT;\n")


@contextlib.contextmanager
def _database_beside() -> Iterator[Any]:
    """Make an empty database for a moment, and give a connection to it."""
    name = f"{connection.settings_dict['NAME']}{BESIDE}"
    with connection.cursor() as cursor:
        try:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # of one that was killed
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        except ProgrammingError as error:
            raise UpkeepError(
                _(
                    "The backup cannot be restored beside the database: give the account of the portal the "
                    "right to make one (ALTER ROLE … CREATEDB), or verify on another server."
                )
            ) from error
    beside = connection.copy()
    beside.settings_dict = {**beside.settings_dict, "NAME": name}
    try:
        yield beside
    finally:
        beside.close()
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
