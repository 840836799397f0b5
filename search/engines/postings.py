"""Which documents hold a key, and how much each says of it.

The weight of a key in a document (its *impact*) is worked out when the document is stored, so that a
query only adds numbers. FTS5 works out ``bm25()`` row by row while it answers: too slow for frequent
words, and for queries whose every word is looked for in several forms.

The documents of a key are kept in blocks of ``BLOCK`` document numbers, so that storing a document
rewrites little however many there are.
"""

from __future__ import annotations  # array[int], before Python 3.12

import json
import sqlite3
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from search.analysis import text

BLOCK = 4096
SCALE = 1000  # an impact is stored as a whole number of thousandths
LARGEST = 0xFFFF
ENTRY_SIZE = 6  # bytes: see `_pack`

# BM25, over passages: what matters in a long text is the passage that deals with the subject.
SATURATION = 1.2
LENGTH_EFFECT = 0.75
USUAL_LENGTH = 40  # words of a usual passage
ECHO_WEIGHT = 0.3  # what the further passages of a document that hold the same key add


@dataclass(frozen=True, slots=True)
class Weighed:
    """A part of a document that is weighed on its own: texts, each with the weight of its field."""

    fields: Sequence[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class Postings:
    """The documents that hold a key, in the order of their numbers, and the impact of the key in each."""

    ids: array[int]
    impacts: array[int]

    def impact(self, doc_id: int) -> int:
        """Return the impact of the key in a document, or zero if it does not hold it."""
        place = bisect_left(self.ids, doc_id)
        return self.impacts[place] if place < len(self.ids) and self.ids[place] == doc_id else 0


def impacts(parts: Iterable[Weighed]) -> dict[str, int]:
    """Return the impact of every key of a document."""
    best: dict[str, float] = {}
    whole: dict[str, float] = defaultdict(float)
    for part in parts:
        counts: defaultdict[str, float] = defaultdict(float)
        length = 0
        for weight, field in part.fields:
            for word in text.unplaced_words(field):
                length += 1
                for key in word.keys:
                    counts[key] += weight
        brake = SATURATION * (1 - LENGTH_EFFECT + LENGTH_EFFECT * length / USUAL_LENGTH)
        for key, count in counts.items():
            score = count * (SATURATION + 1) / (count + brake)
            whole[key] += score
            if score > best.get(key, 0.0):
                best[key] = score
    return {
        key: min(LARGEST, round(SCALE * (score + ECHO_WEIGHT * (whole[key] - score))))
        for key, score in best.items()
    }


class PostingWriter:
    """Gathers what documents add and take away, and writes it block by block."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._block = 0
        self._changes: dict[str, dict[int, int]] = defaultdict(dict)

    def add(self, doc_id: int, weights: Mapping[str, int]) -> None:
        """Give a document the impacts *weights*."""
        self._enter(doc_id)
        for key, impact in weights.items():
            self._changes[key][doc_id] = impact

    def remove(self, doc_id: int, keys: Iterable[str]) -> None:
        """Take a document out of its *keys*."""
        self._enter(doc_id)
        for key in keys:
            self._changes[key][doc_id] = 0

    def flush(self) -> None:
        """Write what was gathered."""
        for key, changes in self._changes.items():
            row = self._connection.execute(
                "SELECT entries FROM posting WHERE key = ? AND block = ?", [key, self._block]
            ).fetchone()
            entries = _unpack([row]) if row else Postings(array("I"), array("H"))
            kept = dict(zip(entries.ids, entries.impacts, strict=True)) | changes
            packed = _pack({doc_id: impact for doc_id, impact in kept.items() if impact})
            if packed:
                self._connection.execute(
                    "INSERT OR REPLACE INTO posting VALUES (?, ?, ?)", [key, self._block, packed]
                )
            elif row:
                self._connection.execute(
                    "DELETE FROM posting WHERE key = ? AND block = ?", [key, self._block]
                )
        self._changes.clear()

    def _enter(self, doc_id: int) -> None:
        block = doc_id // BLOCK
        if block != self._block:
            self.flush()
            self._block = block


def read(connection: sqlite3.Connection, key: str) -> Postings:
    """Return the documents of *key*."""
    rows = connection.execute("SELECT entries FROM posting WHERE key = ? ORDER BY block", [key])
    return _unpack(rows)


def counts(connection: sqlite3.Connection, keys: Iterable[str]) -> dict[str, int]:
    """Return the number of documents of each of these keys, without reading them."""
    rows = connection.execute(
        """
        SELECT key, sum(length(entries)) FROM posting
        WHERE key IN (SELECT value FROM json_each(?)) GROUP BY key
        """,
        [json.dumps([*keys])],
    )
    return {key: size // ENTRY_SIZE for key, size in rows}


def _pack(entries: Mapping[int, int]) -> bytes:
    """Pack document numbers on four bytes each, in their order, then their impacts on two."""
    ids = sorted(entries)
    return array("I", ids).tobytes() + array("H", map(entries.__getitem__, ids)).tobytes()


def _unpack(rows: Iterable[Sequence[bytes]]) -> Postings:
    ids, weights = array("I"), array("H")
    for (entries,) in rows:
        middle = len(entries) // ENTRY_SIZE * 4
        ids.frombytes(entries[:middle])
        weights.frombytes(entries[middle:])
    return Postings(ids, weights)
