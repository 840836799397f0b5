"""The file of the embedded engine: opened by several processes, replaced as a whole by a rebuild.

``search.sqlite3`` is a symbolic link to the generation in use. SQLite names its write-ahead log after
the file that the link points to, so each generation has its own log and swapping the link can never
mix the log of one generation with the pages of another.
"""

import os
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from search.engines.base import IndexOutdatedError, SearchUnavailableError

SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE doc (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    digest TEXT NOT NULL,
    deleted INTEGER NOT NULL,
    change INTEGER NOT NULL,
    path TEXT NOT NULL,
    kind TEXT NOT NULL,
    number INTEGER,
    date TEXT,
    comments INTEGER NOT NULL,
    facets TEXT NOT NULL,
    links TEXT NOT NULL
);
CREATE INDEX doc_change ON doc (change);
CREATE TABLE content (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    stems TEXT NOT NULL,
    stored TEXT NOT NULL
);
CREATE TABLE posting (
    key TEXT NOT NULL,
    block INTEGER NOT NULL,
    entries BLOB NOT NULL,
    PRIMARY KEY (key, block)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE titles USING fts5 (title, content='', prefix='2 3', tokenize='ascii');
CREATE TABLE vocabulary (
    form TEXT NOT NULL,
    written TEXT NOT NULL,
    family TEXT NOT NULL,
    PRIMARY KEY (form, written)
) WITHOUT ROWID;
CREATE INDEX vocabulary_family ON vocabulary (family);
CREATE TABLE spelling (
    variant TEXT NOT NULL,
    form TEXT NOT NULL,
    PRIMARY KEY (variant, form)
) WITHOUT ROWID;
"""


class IndexFile:
    """Connections to the generation in use, one reader per thread, and the swap of generations."""

    def __init__(self, path: Path, fingerprint: str, timeout: float) -> None:
        self.path = path
        self._fingerprint = fingerprint
        self._timeout = timeout
        self._local = threading.local()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Open a connection that sees one state of the index."""
        with translated_errors():
            connection = self._reader()
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Open a connection that alone may write, until the block ends."""
        with translated_errors():
            connection = self._locked_writer()
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                connection.close()

    def build(self, fill: Callable[[sqlite3.Connection], int]) -> int:
        """Make a new generation with what *fill* writes, then put it in the place of the current one."""
        with translated_errors():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            generation = self.path.with_name(f"{self.path.name}.{secrets.token_hex(4)}")
            try:
                count = self._fill(generation, fill)
                self._swap(generation)
            except BaseException:
                _remove(generation)
                raise
            return count

    def _fill(self, generation: Path, fill: Callable[[sqlite3.Connection], int]) -> int:
        connection = sqlite3.connect(generation, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            connection.executescript(SCHEMA)
            connection.execute("BEGIN")
            connection.executemany(
                "INSERT INTO meta VALUES (?, ?)",
                [("fingerprint", self._fingerprint), ("generation", generation.name), ("change", "0")],
            )
            count = fill(connection)
            connection.execute("COMMIT")
            connection.execute("INSERT INTO titles (titles) VALUES ('optimize')")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA journal_mode = WAL")
            return count
        finally:
            connection.close()

    def _swap(self, generation: Path) -> None:
        link = generation.with_name(f"{generation.name}.link")
        link.symlink_to(generation.name)
        old = self._current()
        try:
            with self._retiring(old):
                link.replace(self.path)
        except BaseException:
            link.unlink(missing_ok=True)
            raise
        # The generation before may still be read: it goes away with the next rebuild.
        keep = {generation.name, old.name if old else ""}
        for path in self.path.parent.glob(f"{self.path.name}.*"):
            if not any(path.name in (name, f"{name}-wal", f"{name}-shm") for name in keep):
                path.unlink(missing_ok=True)

    @contextmanager
    def _retiring(self, old: Path | None) -> Iterator[None]:
        """Keep writers away from the old generation during the swap. They will find it retired."""
        try:
            if old is None:
                raise IndexOutdatedError
            with translated_errors():
                connection = self._locked_writer()
        except IndexOutdatedError:
            yield  # nothing that could be written to
            return
        try:
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('retired', '1')")
            yield
            connection.execute("COMMIT")
        finally:
            connection.close()

    def _current(self) -> Path | None:
        try:
            return self.path.with_name(self.path.readlink().name)
        except FileNotFoundError:
            return None
        except OSError:  # a plain file, put there by hand
            return self.path

    def _reader(self) -> sqlite3.Connection:
        owner = (os.getpid(), self._current())
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None or self._local.owner != owner or not self.path.exists():
            connection = self._open()
            self._local.connection, self._local.owner = connection, owner
        return connection

    def _locked_writer(self) -> sqlite3.Connection:
        while True:
            connection = self._open()
            try:
                connection.execute("BEGIN IMMEDIATE")
                retired = connection.execute("SELECT 1 FROM meta WHERE name = 'retired'").fetchone()
            except BaseException:
                connection.close()
                raise
            if not retired:
                return connection
            connection.close()

    def _open(self) -> sqlite3.Connection:
        if not self.path.exists():
            raise IndexOutdatedError(f"There is no index at {self.path}: run search_rebuild.")
        connection = sqlite3.connect(
            f"file:{self.path.resolve()}?mode=rw", uri=True, isolation_level=None, timeout=self._timeout
        )
        try:
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA temp_store = MEMORY")
            self._check_fingerprint(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _check_fingerprint(self, connection: sqlite3.Connection) -> None:
        found = None
        with suppress(sqlite3.OperationalError):  # no such table: not one of our files
            found = connection.execute("SELECT value FROM meta WHERE name = 'fingerprint'").fetchone()
        if found != (self._fingerprint,):
            raise IndexOutdatedError(
                "The index was made by another version of the analyser: run search_rebuild."
            )


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn SQLite's errors into the engine's own."""
    try:
        yield
    except (sqlite3.OperationalError, OSError) as error:
        raise SearchUnavailableError(str(error)) from error
    except sqlite3.DatabaseError as error:
        raise IndexOutdatedError(f"The index is damaged ({error}): run search_rebuild.") from error


def _remove(generation: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal", ".link"):
        generation.with_name(generation.name + suffix).unlink(missing_ok=True)
