"""Acronyms and synonyms: words that people use for one another.

The list is a text file that anyone can edit, read when a query is asked: no rebuild is needed. A line
``rh, ressources humaines`` makes all its expressions equal; ``éboueur > ripeur, agent de collecte``
adds the right-hand ones to the left-hand one only.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

from search.analysis.text import Word, deletions, edit_distance, words

SYNONYMS_FILE = Path(__file__).parent / "data" / "synonyms_fr.txt"

Expression = tuple[Word, ...]


class Lexicon:
    """Expressions and what else they are called."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._alternatives: dict[tuple[str, ...], list[Expression]] = defaultdict(list)
        self._single_words: dict[str, str] = {}
        for line in lines:
            content = line.split("#", 1)[0].strip()
            if content:
                self._read(content)
        self._longest = max(map(len, self._alternatives), default=0)

    def _read(self, line: str) -> None:
        head, arrow, tail = line.partition(">")
        named = [tuple(words(part)) for part in head.split(",")]
        others = [tuple(words(part)) for part in tail.split(",")] if arrow else named
        for part in head.split(","):
            expression = tuple(words(part))
            if len(expression) == 1:
                self._single_words[expression[0].form] = part[expression[0].start : expression[0].end]
        for expression in filter(None, named):
            for stems in _stems(expression):
                known = self._alternatives[stems]
                for other in filter(None, others):
                    if stems not in _stems(other) and other not in known:
                        known.append(other)

    def alternatives(self, query: Sequence[Word]) -> list[list[Expression]]:
        """Return, for each word of *query*, the other names of its expressions, longest first."""
        found: list[list[Expression]] = [[] for _ in query]
        for length in range(min(self._longest, len(query)), 0, -1):
            for start in range(len(query) - length + 1):
                known = self._known(query[start : start + length])
                for place in range(start, start + length):
                    found[place] += [other for other in known if other not in found[place]]
        return found

    def knows(self, word: Word) -> bool:
        """Return whether the list has this very word, not only one of its family."""
        return word.form in self._single_words

    def near(self, form: str, mistakes: int) -> dict[str, str]:
        """Return the words of the list of which a folded word may be a misspelling, each as it is written."""
        found: set[str] = set().union(
            *(self._variants.get(variant, ()) for variant in deletions(form, mistakes))
        )
        return {
            word: self._single_words[word]
            for word in sorted(found, key=lambda word: edit_distance(form, word, mistakes))
            if edit_distance(form, word, mistakes) <= mistakes
        }

    @cached_property
    def _variants(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for word in self._single_words:
            for variant in deletions(word):
                found[variant].add(word)
        return found

    def _known(self, expression: Sequence[Word]) -> list[Expression]:
        return next(filter(None, (self._alternatives.get(stems) for stems in _stems(expression))), [])


def _stems(expression: Sequence[Word]) -> list[tuple[str, ...]]:
    """Return the two ways to recognise an expression: its light stems and its Snowball stems."""
    return [tuple(word.keys[place][2:] for word in expression) for place in (1, 2)]


@lru_cache(maxsize=1)
def default_lexicon() -> Lexicon:
    """Return the vocabulary that comes with the portal. Editors then keep it (`search.vocabulary`)."""
    return Lexicon(SYNONYMS_FILE.read_text(encoding="utf-8").splitlines())
