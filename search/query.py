"""Queries and answers of a search engine, whichever it is."""

import datetime
import math
import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from portal.common.text import one_line, slug
from search.analysis.lexicon import Lexicon
from search.analysis.text import words

MAX_QUERY_LENGTH = 300  # characters read of a query: the rest of a pasted page says nothing more

MAX_QUERY_WORDS = 20
MAX_OPERATORS = 10  # phrases, exclusions and tags read of a query, each

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
    lexicon: Lexicon | None = None  # synonyms to use instead of those in force, to try a change of them

    @property
    def fields(self) -> Hashable:
        """All that the answer depends on, besides the index and the synonyms."""
        filters = tuple(sorted(self.filters.items()))
        return self.text, filters, self.facets, self.denied, self.sort, self.page, self.page_size


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of plain text, marked when it matches the query. Never HTML: templates escape it."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. ``start`` is where ``extract`` stands: the second of a film, the page of a file."""

    key: str
    kind: str
    score: float
    title: tuple[Segment, ...]
    extract: tuple[Segment, ...]
    start: float | None = None
    number: int | None = None
    date: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that completes what is being typed."""

    key: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class FacetCount:
    """The number of results that a facet value would leave, together with the other filters."""

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
    degraded: bool = False  # true if the embedded engine answered because the search server did not

    @property
    def page_count(self) -> int:
        """Number of pages, at least one."""
        return max(1, math.ceil(self.total / self.page_size))


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A typed query, read.

    ``text`` holds every word looked for, those of the phrases included, without any sign. Each of
    ``phrases`` must stand in the document as it is, none of ``excluded`` (words or phrases) may, and the
    document has all the ``tags`` (as `slug` writes them). ``number`` is that of an action, when
    nothing else was typed. ``typed`` is what was typed, cleaned.
    """

    text: str
    number: int | None = None
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    typed: str = ""

    def respelt(self, corrections: Mapping[str, str]) -> str:
        """Return what was typed, with the words of *corrections* (folded form: right spelling) corrected."""
        spelt = self.typed
        for word in reversed([*words(self.typed)]):
            if word.form in corrections:
                spelt = spelt[: word.start] + corrections[word.form] + spelt[word.end :]
        return spelt


# Each alternative ends at the first closing sign: the time taken grows with the length alone.
_QUOTED = r'"[^"]*"|«[^»]*»|“[^”“]*[”“]|„[^“”]*[“”]'
_OPERATOR = re.compile(
    rf"""
      (?<!\S)[-−](?: (?P<excluded_phrase>{_QUOTED}) | (?P<excluded>[^\s"«»“”„]+) )
    | (?<!\w)\#(?: (?P<tag_phrase>{_QUOTED}) | (?P<tag>\w[\w\-’']*) )
    | (?P<phrase>{_QUOTED})
    """,
    re.VERBOSE,
)
_NUMBER = re.compile(r"(?:(?:action|fiche)s?\s*)?(?:n\s*[°ºo]\s*)?(\d{1,6})", re.IGNORECASE)
_QUOTES = '"«»“”„'


def parse(typed: str) -> ParsedQuery:
    """Read what a person typed.

    Words; an "exact phrase", also between « » or “ ”; a -word or a -"phrase" to leave out; a #tag; or the
    number of an action (``42``, ``action 42``, ``n° 42``). A sign that means nothing is no error.
    """
    typed = one_line(typed[:MAX_QUERY_LENGTH])
    found: dict[str, list[str]] = {"phrase": [], "excluded": [], "tag": []}

    def take(match: re.Match[str]) -> str:
        role = str(match.lastgroup)
        content = match.group(role).strip(_QUOTES).strip()
        means = [*words(content)]
        role = role.removesuffix("_phrase")
        if means and len(found[role]) < MAX_OPERATORS:
            found[role].append(slug(content) if role == "tag" else content)
        return f" {content} " if role == "phrase" else " "

    rest = _OPERATOR.sub(take, typed)
    text = " ".join(rest.translate(dict.fromkeys(map(ord, _QUOTES), " ")).split())
    number = None if found["phrase"] else _NUMBER.fullmatch(text)
    return ParsedQuery(
        text,
        int(number[1]) if number else None,
        tuple(dict.fromkeys(found["phrase"])),
        tuple(dict.fromkeys(found["excluded"])),
        tuple(dict.fromkeys(found["tag"])),
        typed,
    )
