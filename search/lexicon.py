"""Acronyms and synonyms: words that people use for one another.

The editors keep the list (`search.vocabulary`), which begins as the text file of the portal. It is read
when a query is asked: no rebuild is needed. A line ``rh, ressources humaines`` makes all its expressions
equal; ``éboueur > ripeur, agent de collecte`` adds the right-hand ones to the left-hand one only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from search.text import Word, words

SYNONYMS_FILE = Path(__file__).parent / "data" / "synonyms_fr.txt"

Expression = tuple[Word, ...]


class Lexicon:
    """Expressions and what else they are called."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._alternatives: dict[tuple[str, ...], list[Expression]] = defaultdict(list)
        self._single_words: set[str] = set()
        for line in lines:
            content = line.split("#", 1)[0].strip()
            if content:
                self._read(content)
        self._longest = max(map(len, self._alternatives), default=0)

    def _read(self, line: str) -> None:
        head, arrow, tail = line.partition(">")
        named = [tuple(words(part)) for part in head.split(",")]
        others = [tuple(words(part)) for part in tail.split(",")] if arrow else named
        self._single_words.update(expression[0].form for expression in named if len(expression) == 1)
        for expression in filter(None, named):
            for stems in _stems(expression):
                known = self._alternatives[stems]
                for other in filter(None, others):
                    if stems not in _stems(other) and other not in known:
                        known.append(other)

    def alternatives(self, query: Sequence[Word]) -> list[list[Expression]]:
        """For each word of *query*, what else the expression it stands in is called."""
        found: list[list[Expression]] = [[] for _ in query]
        for start in range(len(query)):
            for length in range(min(self._longest, len(query) - start), 0, -1):
                known = self._known(query[start : start + length])
                if known:
                    for place in range(start, start + length):
                        found[place].extend(known)
                    break
        return found

    def knows(self, word: Word) -> bool:
        """Whether the list has this very word, not only one of its family."""
        return word.form in self._single_words

    def _known(self, expression: Sequence[Word]) -> list[Expression]:
        return next(filter(None, (self._alternatives.get(stems) for stems in _stems(expression))), [])


def _stems(expression: Sequence[Word]) -> list[tuple[str, ...]]:
    """The two ways to recognise an expression: by its light stems, by its Snowball stems."""
    return [tuple(word.keys[place][2:] for word in expression) for place in (1, 2)]


@lru_cache(maxsize=1)
def default_lexicon() -> Lexicon:
    """The vocabulary that comes with the portal."""
    return Lexicon(SYNONYMS_FILE.read_text(encoding="utf-8").splitlines())
