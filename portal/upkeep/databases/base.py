"""What a backup asks of a database, whichever it is."""

import contextlib
from abc import ABC, abstractmethod
from pathlib import Path
from typing import IO, NamedTuple

from django.db import connection

OpenPart = contextlib.AbstractContextManager[IO[bytes]]


class Content(NamedTuple):
    """The rows of a table: their number, and a sum of their hashes that no order changes."""

    rows: int
    digest: str


Contents = dict[str, Content]


class Engine(ABC):
    """A database of the portal: its copy, and the way back."""

    name: str
    file: str  # of a backup

    @abstractmethod
    def version(self) -> str:
        """Return the version of the database."""

    @abstractmethod
    def size(self) -> int:
        """Return how many bytes the database takes, which its copy does not exceed."""

    @abstractmethod
    def ensure_tools(self) -> None:
        """Raise `UpkeepError` if a program is missing, or is not made for this database."""

    @abstractmethod
    def dump(self, part: OpenPart, folder: Path) -> Contents:
        """Write the database as it is at one moment, while others write. Return what it holds.

        `folder` is for what is needed meanwhile.
        """

    @abstractmethod
    def restore(self, file: Path) -> None:
        """Replace the database by a dump, whole or not at all."""

    @abstractmethod
    def read(self, file: Path) -> Contents:
        """Return what a dump holds, restored beside the database."""


def is_empty() -> bool:
    """Return True if no portal is in the database yet."""
    return "django_migrations" not in connection.introspection.table_names()
