"""SQLite: the copy is a file that `VACUUM INTO` makes, without what was erased from the pages in use."""

import contextlib
import hashlib
import shutil
import sqlite3
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from portal.common.collation import teach

from ..errors import UpkeepError
from .base import Content, Contents, Engine, OpenPart

FULL = 1 << 64


class SQLite(Engine):
    """The file of the embedded database."""

    name = "sqlite"
    file = "database.sqlite3"

    def version(self) -> str:
        return sqlite3.sqlite_version

    def size(self) -> int:
        with connection.cursor() as cursor:
            return int(
                cursor.execute(
                    "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
                ).fetchone()[0]
            )

    def ensure_tools(self) -> None:
        """Need nothing: the library is part of Python."""

    def dump(self, part: OpenPart, folder: Path) -> Contents:
        copy = folder / self.file
        try:
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(copy)])
            contents = self.read(copy)
            with part as target, copy.open("rb") as source:
                shutil.copyfileobj(source, target)
        finally:
            copy.unlink(missing_ok=True)
        return contents

    def restore(self, file: Path) -> None:
        # SQLite writes the copy into the database as one transaction: whoever has it open sees it before or
        # after, and so does a restore that is killed.
        connection.ensure_connection()
        with contextlib.closing(_open(file)) as source:
            source.backup(connection.connection)
        connection.close()

    def read(self, file: Path) -> Contents:
        try:
            with contextlib.closing(_open(file)) as copy:
                [state] = copy.execute("PRAGMA quick_check(1)").fetchone()
                if state != b"ok":
                    raise UpkeepError(
                        _("The database of the backup is damaged: %(state)s") % {"state": state}
                    )
                names = copy.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
                ).fetchall()
                return {name.decode(): _content(copy, name.decode()) for [name] in names}
        except sqlite3.DatabaseError as error:
            raise UpkeepError(
                _("The database of the backup is damaged: %(state)s") % {"state": error}
            ) from error


def _open(file: Path) -> sqlite3.Connection:
    copy = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    copy.text_factory = bytes
    teach(copy)
    return copy


def _content(copy: sqlite3.Connection, table: str) -> Content:
    rows = total = 0
    for row in copy.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 (the name is that of a table)
        rows += 1
        total += int.from_bytes(hashlib.blake2b(repr(row).encode(), digest_size=8).digest(), "big")
    return Content(rows, f"{total % FULL:016x}")
