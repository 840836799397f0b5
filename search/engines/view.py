"""What one viewer sees of an embedded index."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterable, Sequence

from search.engines import postings
from search.engines.catalogue import Catalogue
from search.engines.postings import SCALE, Postings
from search.text import Word

Scores = dict[int, float]
"""Documents, by their numbers, and what each scores."""

MAX_COMPLETIONS = 200
"""Words that a beginning may stand for."""

MAX_READ = 5_000
"""Documents read to see whether a phrase stands in them."""


class View:
    """One state of the index without the documents that this viewer may not see.

    Weights of words come from all documents, so that privacy does not change the order of results;
    whether a word exists is asked of the visible ones alone.
    """

    def __init__(self, connection: sqlite3.Connection, catalogue: Catalogue, prefixes: Sequence[str]) -> None:
        self.connection = connection
        self.catalogue = catalogue
        self.denied = catalogue.denied(prefixes)
        self._postings: dict[str, Postings] = {}

    def postings(self, key: str) -> Postings:
        """The documents of a key, seen or not."""
        if key not in self._postings:
            self._postings[key] = postings.read(self.connection, key)
        return self._postings[key]

    def sees(self, key: str) -> bool:
        """Whether a visible document holds *key*."""
        return any(doc_id not in self.denied for doc_id in self.postings(key).ids)

    def spellings(self, form: str) -> list[str]:
        """How a word is written in the texts, accents and all."""
        if not self.sees(form):
            return []
        rows = self.connection.execute("SELECT written FROM vocabulary WHERE form = ?", [form])
        return [written for (written,) in rows]

    def completions(self, beginning: str) -> list[str]:
        """The visible words that start with *beginning*."""
        rows = self.connection.execute(
            "SELECT DISTINCT form FROM vocabulary WHERE form >= ? AND form < ? LIMIT ?",
            [beginning, f"{beginning}~", MAX_COMPLETIONS],
        ).fetchall()
        return [form for (form,) in rows if self.sees(form)]

    def rarity(self, documents: int) -> float:
        """How much a key that *documents* hold tells them from the others."""
        return math.log(1 + (len(self.catalogue.entries) + 0.5) / (documents + 0.5))

    def score(self, keys: Iterable[str], weight: float = 1.0) -> Scores:
        """The documents that hold any of *keys*, each scored by all that it holds."""
        found: Scores = {}
        for key in keys:
            held = self.postings(key)
            rarity = weight * self.rarity(len(held.ids)) / SCALE
            scored = [impact * rarity for impact in held.impacts]
            if found:
                for doc_id, score in zip(held.ids, scored, strict=True):
                    found[doc_id] = found.get(doc_id, 0.0) + score
            else:
                found = dict(zip(held.ids, scored, strict=True))
        return found

    def score_phrase(self, phrase: Sequence[Word], weight: float = 1.0) -> Scores:
        """The documents in which the words follow each other."""
        if len(phrase) == 1:
            return self.score(phrase[0].keys, weight)
        documents = self.holding(phrase)
        rarity = weight * self.rarity(len(documents)) / SCALE
        weakest: Scores = {}
        for word in phrase:
            held = self.postings(word.keys[1])
            for doc_id, impact in zip(held.ids, held.impacts, strict=True):
                if doc_id in documents:
                    weakest[doc_id] = min(weakest.get(doc_id, impact), impact)
        # A single word is known by three keys: a phrase must not weigh less.
        return {doc_id: 3 * impact * rarity for doc_id, impact in weakest.items()}

    def holding(self, phrase: Sequence[Word]) -> frozenset[int]:
        """The documents in which the words of *phrase*, stemmed, follow each other."""
        both = [set(self.postings(word.keys[1]).ids) for word in phrase if not word.joined]
        candidates = set.intersection(*both) if both else set()
        if len(both) < 2 or not candidates:
            return frozenset(candidates)
        rows = self.connection.execute(
            "SELECT id FROM content WHERE id IN (SELECT value FROM json_each(?)) AND instr(stems, ?)",
            [json.dumps(sorted(candidates)[:MAX_READ]), stem_line(phrase)],
        )
        return frozenset(doc_id for (doc_id,) in rows)


def stem_line(line: Iterable[Word]) -> str:
    """The light stems of a line of text as ``content.stems`` holds them."""
    return f" {' '.join(word.stem for word in line if not word.joined)} "
