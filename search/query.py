"""What is asked of a search engine and what it answers, whichever engine it is."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from search.lexicon import Lexicon
from search.text import clean

MAX_QUERY_LENGTH = 300
"""Characters read of a query: the rest of a pasted page says nothing more."""

MAX_QUERY_WORDS = 20
MAX_PAGE = 500
PAGE_SIZE = 10


class Sort(StrEnum):
    """Orders of results."""

    RELEVANCE = "relevance"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One question to an engine.

    ``filters`` maps a facet name to the wanted values (any of them); ``facets`` names the facets to
    count. ``denied`` are the tree paths whose subtrees this viewer may not see.
    """

    text: str
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    page_size: int = PAGE_SIZE
    lexicon: Lexicon | None = None
    """Synonyms to use instead of those in force, to try a change of them."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of plain text, marked when it matches the query. Never HTML: templates escape it."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. ``start`` is the second of a film at which ``extract`` is said."""

    key: str
    kind: str
    score: float
    title: tuple[Segment, ...]
    extract: tuple[Segment, ...]
    start: float | None = None
    number: int | None = None
    date: date | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A thing whose title completes what was typed."""

    key: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many results a facet value would leave, the other filters kept."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of results.

    ``suggestion`` is the query with its misspelt words put right, when some word was found only so.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    suggestion: str | None = None
    page: int = 1
    page_size: int = PAGE_SIZE

    @property
    def page_count(self) -> int:
        """Number of pages, at least one."""
        return max(1, math.ceil(self.total / self.page_size))


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A typed query: its cleaned text and the action number it names, if any."""

    text: str
    number: int | None = None


_NUMBER = re.compile(r"(?:(?:action|fiche)s?\s*)?(?:n\s*[°ºo]\s*)?(\d{1,6})", re.IGNORECASE)


def parse(typed: str) -> ParsedQuery:
    """Read what a person typed: words, or an action number (``42``, ``action 42``, ``n° 42``)."""
    text = clean(typed, MAX_QUERY_LENGTH)
    number = _NUMBER.fullmatch(text)
    return ParsedQuery(text, int(number[1]) if number else None)
