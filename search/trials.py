"""Effects of a change of vocabulary on the results, shown before it is saved."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from portal.common.text import fold
from search.analysis.lexicon import Lexicon
from search.engines import get_engine
from search.models import PromotedResult, QueryCount, Synonym
from search.query import SearchRequest
from search.vocabulary import lexicon_with

SHOWN = 8  # results compared for each query
QUERIES = 6  # queries tried


class Change(StrEnum):
    """The change of one result."""

    SAME = "same"
    NEW = "new"
    UP = "up"
    DOWN = "down"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Row:
    """A result after the change, or one that the change takes away."""

    title: str
    change: Change


@dataclass(frozen=True, slots=True)
class Trial:
    """The results of one query as they would be."""

    query: str
    rows: list[Row]

    @property
    def changes(self) -> bool:
        return any(row.change != Change.SAME for row in self.rows)


def try_synonym(synonym: Synonym, denied: tuple[str, ...]) -> list[Trial]:
    """Return what the synonym's expressions, and frequent queries that contain one, would find with it.

    Raise `SearchUnavailableError` if the engine does not answer.
    """
    expressions = [part.strip() for part in synonym.words.split(",")]
    lexicon = lexicon_with(synonym)
    return [
        _compare(query, _titles(query, denied), _titles(query, denied, lexicon))
        for query in _queries(expressions)
    ]


def try_promoted(promoted: PromotedResult, denied: tuple[str, ...]) -> list[Trial]:
    """Return what each query of a promoted result would show with its page above the results.

    Raise `SearchUnavailableError` if the engine does not answer.
    """
    trials = []
    for query in [part.strip() for part in promoted.queries.split(",")][:QUERIES]:
        before = _titles(query, denied)
        title = promoted.page.title
        trials.append(_compare(query, before, [title, *(other for other in before if other != title)]))
    return trials


def _queries(expressions: list[str]) -> list[str]:
    """Return the expressions themselves, then frequent queries that contain one of them."""
    folded = [fold(expression) for expression in expressions]
    frequent = QueryCount.objects.order_by("-asked").values_list("query", flat=True)[:500]
    asked = [query for query in frequent if any(f" {words} " in f" {query} " for words in folded)]
    return list(dict.fromkeys([*expressions, *asked]))[:QUERIES]


def _titles(query: str, denied: tuple[str, ...], lexicon: Lexicon | None = None) -> list[str]:
    asked = SearchRequest(query, denied=denied, page_size=SHOWN, lexicon=lexicon)
    return ["".join(segment.text for segment in hit.title) for hit in get_engine().search(asked).hits]


def _compare(query: str, before: Iterable[str], after: Iterable[str]) -> Trial:
    before, after = list(before), list(after)
    rows = [Row(title, _change(title, place, before)) for place, title in enumerate(after)]
    gone = [Row(title, Change.GONE) for title in before if title not in after]
    return Trial(query, rows + gone)


def _change(title: str, place: int, before: list[str]) -> Change:
    if title not in before:
        return Change.NEW
    was = before.index(title)
    return Change.SAME if was == place else Change.UP if place < was else Change.DOWN
