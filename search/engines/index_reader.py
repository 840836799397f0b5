"""An embedded index as one viewer may see it."""

import heapq
import json
import math
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence

from search.analysis.text import Word
from search.engines import postings
from search.engines.facet_index import FacetIndex
from search.engines.postings import Postings

MAX_COMPLETIONS = 200  # words that a beginning may stand for

TELLING_SHARE = 0.1  # share of the documents above which a word says little by itself

# Documents read to see whether a synonym of several words stands in them: those that say most of it.
MAX_READ = 500


class IndexReader:
    """One state of the index without the documents that this viewer may not see.

    Weights of words come from all documents, so that privacy does not change the order of results.
    Whether a word exists is asked of the visible ones alone.
    """

    def __init__(
        self, connection: sqlite3.Connection, facet_index: FacetIndex, prefixes: Sequence[str]
    ) -> None:
        self.connection = connection
        self.facet_index = facet_index
        self.denied = facet_index.denied(prefixes)
        self._postings: dict[str, Postings] = {}

    def postings(self, key: str) -> Postings:
        """Return the documents of a key, visible or not."""
        if key not in self._postings:
            self._postings[key] = postings.read(self.connection, key)
        return self._postings[key]

    def counts(self, keys: Iterable[str]) -> dict[str, int]:
        """Return how many documents hold each of these keys, visible or not."""
        return postings.counts(self.connection, keys)

    def sees(self, key: str) -> bool:
        """Return whether a visible document holds *key*."""
        return not self.denied.issuperset(self.postings(key).ids)

    def spellings(self, form: str) -> list[str]:
        """Return how a word is written in the texts, accents and all."""
        if not self.sees(form):
            return []
        rows = self.connection.execute("SELECT written FROM vocabulary WHERE form = ?", [form])
        return [written for (written,) in rows]

    def completions(self, beginning: str) -> list[str]:
        """Return the visible words that start with *beginning*."""
        rows = self.connection.execute(
            "SELECT DISTINCT form FROM vocabulary WHERE form >= ? AND form < ? LIMIT ?",
            [beginning, f"{beginning}~", MAX_COMPLETIONS],
        ).fetchall()
        return [form for (form,) in rows if self.sees(form)]

    def rarity(self, documents: int) -> float:
        """Return how far a key distinguishes the *documents* that hold it."""
        return math.log(1 + (len(self.facet_index.entries) + 0.5) / (documents + 0.5))

    def is_telling(self, documents: int) -> bool:
        """Return True if a word alone distinguishes the *documents* that hold it."""
        return documents <= TELLING_SHARE * len(self.facet_index.entries)

    def phrase(self, phrase: Sequence[Word]) -> Postings:
        """Return the documents in which the words follow each other, as if they were one word.

        If there are very many, leave out those that say least of it.
        """
        weakest = self._holding_all(phrase)
        most = heapq.nlargest(MAX_READ, weakest, key=weakest.__getitem__)
        found = self._in_a_row(phrase, most)
        return Postings(array("I", found), array("H", (weakest[doc_id] for doc_id in found)))

    def holding(self, phrase: Sequence[Word]) -> frozenset[int]:
        """Return all documents in which the words of *phrase*, stemmed, follow each other."""
        return frozenset(self._in_a_row(phrase, self._holding_all(phrase)))

    def stems(self, documents: Sequence[int]) -> Iterator[tuple[int, str]]:
        """Yield the light stems of *documents*, a line for each of theirs: title, names, sentences."""
        return self.connection.execute(
            "SELECT id, stems FROM content WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps(documents)],
        )

    def _holding_all(self, phrase: Sequence[Word]) -> dict[int, int]:
        """Return the documents that hold every word, with the impact of the word that says least."""
        held = [
            dict(zip(found.ids, found.impacts, strict=True))
            for found in (self.postings(word.keys[1]) for word in phrase if not word.joined)
        ]
        if not held:
            return {}
        held.sort(key=len)
        return {
            doc_id: min(impacts[doc_id] for impacts in held)
            for doc_id in held[0]
            if all(doc_id in impacts for impacts in held[1:])
        }

    def _in_a_row(self, phrase: Sequence[Word], documents: Iterable[int]) -> list[int]:
        if sum(not word.joined for word in phrase) < 2:
            return list(documents)
        rows = self.connection.execute(
            "SELECT id FROM content WHERE id IN (SELECT value FROM json_each(?)) AND instr(stems, ?)",
            [json.dumps(sorted(documents)), stem_line(phrase)],
        )
        return [doc_id for (doc_id,) in rows]


def stem_line(line: Iterable[Word]) -> str:
    """Return the light stems of a line of text as ``content.stems`` holds them."""
    return f" {' '.join(word.stem for word in line if not word.joined)} "
