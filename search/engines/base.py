"""The contract of a search engine.

Views, synchronisation and commands speak to this class alone. ``tests/search/test_engine_contract.py``
is run against every implementation.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from search.index.doc import SearchDoc
from search.query import SearchPage, SearchRequest, Suggestion


class SearchUnavailableError(Exception):
    """The engine cannot answer now (locked, unreachable, disk full). Trying later may work."""


class QuestionRefusedError(SearchUnavailableError):
    """The engine works, and refuses this question: it asks too much."""


class IndexOutdatedError(SearchUnavailableError):
    """There is no usable index: missing, damaged, or made by another analyser. A rebuild repairs it."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """One entry of the inventory: what the engine holds under a key."""

    key: str
    version: int
    digest: str


@dataclass(frozen=True, slots=True)
class Health:
    """State of an engine, for monitoring and commands. ``outdated``: a rebuild is what it needs."""

    usable: bool
    documents: int
    detail: str = ""
    outdated: bool = False


class Searcher(ABC):
    """Who answers readers. Its methods may raise :class:`SearchUnavailableError`."""

    @abstractmethod
    def search(self, request: SearchRequest) -> SearchPage:
        """Answer *request*, within ``request.denied``. A blank text finds all that the filters leave."""

    @abstractmethod
    def suggest(self, prefix: str, denied: tuple[str, ...], limit: int = 8) -> list[Suggestion]:
        """Return what completes *prefix*, best first, outside the *denied* subtrees."""


class SearchEngine(Searcher):
    """A place where documents can be found again. Every method may raise :class:`SearchUnavailableError`."""

    @classmethod
    @abstractmethod
    def from_settings(cls) -> Self:
        """Make the engine that the Django settings describe."""

    def patient(self) -> Self:
        """Return this engine for a command, which may wait for a slow answer."""
        return self

    @abstractmethod
    def upsert(self, docs: Iterable[SearchDoc]) -> None:
        """Store *docs* at once. Ignore one that is older than what is held, or was deleted."""

    @abstractmethod
    def delete(self, keys: Iterable[str], version: int) -> None:
        """Forget *keys*, unless held in a later version. Mark them, so that a late write is refused."""

    @abstractmethod
    def inventory(self) -> Iterator[Indexed]:
        """Return all that is held, for comparison with the database."""

    @abstractmethod
    def rebuild(self, docs: Iterable[SearchDoc]) -> int:
        """Build a new index of *docs* beside the one in use, then swap. Return the number of documents."""

    @abstractmethod
    def health(self) -> Health:
        """Return whether the index can be used. Never raise."""
