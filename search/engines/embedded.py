"""The embedded engine: SQLite FTS5 in a file of its own, whatever the main database is.

Text is analysed in Python (``search.text``) and stored as keys; SQLite finds and weighs them. A query
is a list of terms, each looked up in several ways (the word itself, its synonyms, its beginning, a
corrected spelling). A document is a result when the terms it holds say at least ``MINIMUM_COVERAGE`` of
what the query says, rare words saying more than common ones.
"""

from __future__ import annotations

import hashlib
import json
import math
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

import snowballstemmer
from django.conf import settings

from search import stems, text
from search.doc import SearchDoc
from search.engines.base import Health, Indexed, SearchEngine, SearchUnavailableError
from search.engines.highlight import Marker, Passage, Pattern, best_passage, mark, sentences
from search.engines.index_file import SCHEMA, IndexFile
from search.lexicon import Expression, Lexicon, default_lexicon
from search.query import (
    MAX_QUERY_WORDS,
    FacetCount,
    Hit,
    ParsedQuery,
    SearchPage,
    SearchRequest,
    Sort,
    Suggestion,
    parse,
)
from search.vocabulary import current_lexicon

LOCK_TIMEOUT = 2.0
"""Seconds to wait for another writer; the outbox keeps what could not be written."""

# How much a word counts by the field it stands in: title, names, summary, body, speech.
FIELD_WEIGHTS = (8.0, 3.0, 2.0, 1.0, 1.0)
SYNONYM_WEIGHT = 0.6
LOOSE_SYNONYM_WEIGHT = 0.1
"""For a single word of a synonym of several: *géographique* says a little of SIG."""
PREFIX_WEIGHT = 0.5
CORRECTION_WEIGHT = 0.8
NEARNESS_WEIGHT = 0.7
RELATED_WEIGHT = 0.4
"""For words of one family that no stem joins: *affichage* and *affiche*."""
ECHO_WEIGHT = 0.3
"""For each further place of a document that says the same term."""
OTHER_WAYS_WEIGHT = 0.4
"""For a term that a document says in several ways: the word, its synonyms…"""
MINIMUM_COVERAGE = 0.2
COVERAGE_POWER = 0.5
MINIMUM_PREFIX = 3
MAX_CORRECTIONS = 5
ROWS_PER_DOCUMENT = 4096
"""A document is stored as several rows of ``words``: its head, then pieces of its text. BM25 so compares
pieces of one size, and a word counts as much in a long letter as in a short page. Row numbers are
``document * ROWS_PER_DOCUMENT + place``."""
DOCUMENT = f"(words.rowid / {ROWS_PER_DOCUMENT})"
PIECE_LENGTH = 600
"""Characters of a piece: the sentences of an idea."""
CANDIDATES = 60
"""Words of the vocabulary compared letter by letter with a misspelt one."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """One way to find a term: an FTS5 expression, what its BM25 score is multiplied by, and how fully
    (0 to 1) it says the term."""

    expression: str
    weight: float
    grade: float


@dataclass(slots=True)
class Term:
    """A word of the query and the ways to find it."""

    word: text.Word
    keys: frozenset[str]
    family: frozenset[str] = frozenset()
    synonyms: list[Expression] = field(default_factory=list)
    prefix: str | None = None
    corrected: str | None = None
    weight: float = 0.0

    @property
    def lookups(self) -> list[Lookup]:
        """The ways to find the term, the surest first."""
        found = [Lookup(_any(self.keys), CORRECTION_WEIGHT if self.corrected else 1.0, 1.0)]
        if self.prefix:
            found.append(Lookup(f'"{self.prefix}"*', PREFIX_WEIGHT, 1.0))
        if self.family:
            found.append(Lookup(_any(self.family), RELATED_WEIGHT, 0.7))
        for expression in self.synonyms:
            found.append(Lookup(_phrase(expression), SYNONYM_WEIGHT, 0.7))
            if len(expression) > 1:
                found += [Lookup(_any(word.keys), LOOSE_SYNONYM_WEIGHT, 0.3) for word in expression]
        return found

    @property
    def marker(self) -> Marker:
        single = {key for expression in self.synonyms if len(expression) == 1 for key in expression[0].keys}
        phrases = tuple(
            Pattern(tuple(frozenset(word.keys) for word in expression))
            for expression in self.synonyms
            if len(expression) > 1
        )
        return Marker(self.weight, self.keys | self.family | single, self.prefix, phrases)


class EmbeddedEngine(SearchEngine):
    """Search in a local SQLite file."""

    def __init__(self, path: Path, vocabulary: Callable[[], Lexicon] = default_lexicon) -> None:
        self._vocabulary = vocabulary
        self._file = IndexFile(path, _fingerprint(), LOCK_TIMEOUT)

    @classmethod
    def from_settings(cls) -> Self:
        """The engine on ``settings.SEARCH_INDEX_PATH``."""
        return cls(Path(settings.SEARCH_INDEX_PATH), current_lexicon)

    def search(self, request: SearchRequest) -> SearchPage:
        """See :meth:`SearchEngine.search`. A blank text finds everything the filters leave."""
        query = parse(request.text)
        with self._file.reading() as connection:
            _deny(connection, request.denied)
            lexicon = request.lexicon or self._vocabulary()
            terms = self._terms(connection, query, lexicon)
            if query.text:
                _match(connection, terms, query)
            else:
                _match_everything(connection)
            facets = {name: _count_facet(connection, name, request.filters) for name in request.facets}
            total = _total(connection, request)
            markers = [term.marker for term in terms]
            hits = [_hit(row, markers) for row in _page_rows(connection, request)]
        return SearchPage(
            tuple(hits), total, facets, _suggestion(query, terms), request.page, request.page_size
        )

    def suggest(self, prefix: str, denied: tuple[str, ...], limit: int = 8) -> list[Suggestion]:
        """See :meth:`SearchEngine.suggest`."""
        typed = [word.form for word in text.words(parse(prefix).text)][:MAX_QUERY_WORDS]
        if not typed:
            return []
        expression = "title : (" + " AND ".join(f'"{form}"*' for form in typed) + ")"
        with self._file.reading() as connection:
            _deny(connection, denied)
            rows = connection.execute(
                f"""
                SELECT DISTINCT doc.key, doc.kind, doc.title FROM words JOIN doc ON doc.id = {DOCUMENT}
                WHERE words MATCH ? AND doc.id NOT IN temp.denied ORDER BY words.rank LIMIT ?
                """,
                [expression, limit],
            )
            return [Suggestion(*row) for row in rows]

    def upsert(self, docs: Iterable[SearchDoc]) -> None:
        """See :meth:`SearchEngine.upsert`."""
        with self._file.writing() as connection:
            for doc in docs:
                _store(connection, doc)

    def delete(self, keys: Iterable[str], version: int) -> None:
        """See :meth:`SearchEngine.delete`. The key stays, marked, so that a late write is refused."""
        with self._file.writing() as connection:
            for key in keys:
                doc_id = _make_room(connection, key, version)
                if doc_id is not None:
                    connection.execute(
                        "INSERT INTO doc VALUES (?, ?, ?, '', 1, '', '', NULL, NULL, '', '')",
                        [doc_id, key, version],
                    )

    def inventory(self) -> Iterator[Indexed]:
        """See :meth:`SearchEngine.inventory`."""
        with self._file.reading() as connection:
            rows = connection.execute("SELECT key, version, digest FROM doc WHERE NOT deleted").fetchall()
        return (Indexed(*row) for row in rows)

    def rebuild(self, docs: Iterable[SearchDoc]) -> int:
        """See :meth:`SearchEngine.rebuild`."""

        def fill(connection: sqlite3.Connection) -> int:
            return sum(_store(connection, doc) for doc in docs)

        return self._file.build(fill)

    def health(self) -> Health:
        """See :meth:`SearchEngine.health`."""
        try:
            with self._file.reading() as connection:
                (count,) = connection.execute("SELECT count(*) FROM doc WHERE NOT deleted").fetchone()
        except SearchUnavailableError as error:
            return Health(usable=False, documents=0, detail=str(error))
        return Health(usable=True, documents=count)

    def _terms(self, connection: sqlite3.Connection, query: ParsedQuery, lexicon: Lexicon) -> list[Term]:
        """The words of the query and how each may be found in what this viewer may see."""
        typed = str(query.number) if query.number is not None else query.text
        terms = [
            _term(connection, word, typed[word.start : word.end])
            for word in list(text.words(typed))[:MAX_QUERY_WORDS]
        ]
        _add_synonyms(terms, lexicon)
        if terms and not lexicon.knows(terms[-1].word) and _completes(connection, terms[-1]):
            terms[-1].synonyms = []
        for term in terms:
            term.family = _family(connection, term)
        unknown = [
            term
            for term in terms
            if not term.synonyms and not term.prefix and not _is_found(connection, term)
        ]
        for term in unknown[:MAX_CORRECTIONS]:
            _correct(connection, term)
        if any(term.corrected for term in terms):
            _add_synonyms(terms, lexicon)
        return terms


def _add_synonyms(terms: Sequence[Term], lexicon: Lexicon) -> None:
    expressions = lexicon.alternatives([term.word for term in terms])
    for term, synonyms in zip(terms, expressions, strict=True):
        term.synonyms = synonyms


def _fingerprint() -> str:
    """Changes when stored keys or tables would be different: an older index must be rebuilt."""
    digest = hashlib.blake2b(digest_size=16)
    for module in (text, stems):
        digest.update(Path(str(module.__file__)).read_bytes())
    digest.update(SCHEMA.encode())
    digest.update(snowballstemmer.__version__.encode() if hasattr(snowballstemmer, "__version__") else b"")
    return digest.hexdigest()


def _any(keys: Iterable[str]) -> str:
    return " OR ".join(f'"{key}"' for key in sorted(keys))


def _phrase(expression: Expression) -> str:
    """FTS5 expression for words that follow each other; each word takes three places in the index."""
    if len(expression) == 1:
        return _any(expression[0].keys)
    stems_of = " ".join(f'"{word.keys[1]}"' for word in expression)
    return f"NEAR({stems_of}, {6 * len(expression)})"


def _near(one: Term, other: Term) -> str:
    """FTS5 expression for two terms within two words of each other."""
    return " OR ".join(
        f'NEAR("{left}" "{right}", 9)'
        for kind in ("l_", "s_")
        for left in sorted(one.keys)
        for right in sorted(other.keys)
        if left.startswith(kind) and right.startswith(kind)
    )


# --- reading ---------------------------------------------------------------------------------------


def _deny(connection: sqlite3.Connection, denied: Sequence[str]) -> None:
    """Note the documents of the denied subtrees. A path is followed by [0-9A-Z] alone, all below '~'."""
    if denied:
        connection.execute(
            """
            INSERT OR IGNORE INTO temp.denied
            SELECT doc.id FROM json_each(?) AS subtree
            JOIN doc ON doc.path >= subtree.value AND doc.path < subtree.value || '~'
            """,
            [json.dumps(denied)],
        )


def _spellings(connection: sqlite3.Connection, form: str) -> list[str]:
    """How a word typed without accents is written in the texts."""
    rows = connection.execute("SELECT written FROM vocabulary WHERE form = ?", [form])
    return [written for (written,) in rows if _is_visible(connection, f'"{form}"')]


def _is_visible(connection: sqlite3.Connection, expression: str) -> bool:
    found = connection.execute(
        f"SELECT 1 FROM words WHERE words MATCH ? AND {DOCUMENT} NOT IN temp.denied LIMIT 1", [expression]
    )
    return found.fetchone() is not None


def _term(connection: sqlite3.Connection, word: text.Word, written: str) -> Term:
    spellings = _spellings(connection, word.form)
    known = (key for spelling in spellings for key in text.analyse(spelling)[1])
    return Term(word, frozenset((*word.keys, *text.query_keys(written), *known)))


def _family(connection: sqlite3.Connection, term: Term) -> frozenset[str]:
    rows = connection.execute(
        "SELECT DISTINCT form FROM vocabulary WHERE family = ? LIMIT 20", [stems.family(term.word.form)]
    )
    return frozenset(form for (form,) in rows if term.keys.isdisjoint(text.analyse(form)[1]))


def _completes(connection: sqlite3.Connection, term: Term) -> bool:
    """Take a last word that no text holds as the beginning of one, if it is."""
    form = term.word.form
    if len(form) < MINIMUM_PREFIX or _is_visible(connection, f'"{form}"'):
        return False
    if not _is_visible(connection, f'"{form}"*'):
        return False
    term.prefix = form
    return True


def _is_found(connection: sqlite3.Connection, term: Term) -> bool:
    return _is_visible(connection, _any(term.keys))


def _correct(connection: sqlite3.Connection, term: Term) -> None:
    """Take the nearest word of the vocabulary in place of one that nothing holds, if there is one."""
    allowed = text.allowed_edits(term.word.form)
    if not allowed:
        return
    rows = connection.execute(
        """
        SELECT form, written FROM vocabulary
        WHERE id IN (SELECT rowid FROM pairs WHERE pairs MATCH ? ORDER BY rank LIMIT ?)
        """,
        [_any(text.bigrams(term.word.form)), CANDIDATES],
    ).fetchall()
    measured = sorted(
        (text.edit_distance(term.word.form, form, allowed), form, written) for form, written in rows
    )
    for distance, form, written in measured:
        if distance <= allowed and _is_visible(connection, f'"{form}"'):
            keys = text.analyse(written)[1]
            term.word = text.Word(term.word.start, term.word.end, form, keys)
            term.keys = frozenset(keys)
            term.corrected = written
            return


def _match(connection: sqlite3.Connection, terms: Sequence[Term], query: ParsedQuery) -> None:
    """Fill ``temp.hit`` with the visible documents that say enough of the query, and their score."""
    for number, term in enumerate(terms):
        for way, lookup in enumerate(term.lookups):
            _look_up(connection, number, way, lookup)
    total = connection.execute("SELECT count(*) FROM doc WHERE NOT deleted").fetchone()[0]
    counted = connection.execute(
        """
        SELECT term, count(DISTINCT id), count(DISTINCT id) FILTER (WHERE grade = 1)
        FROM temp.match GROUP BY term
        """
    )
    for number, any_way, surely in counted:
        terms[number].weight = math.log(1 + total / (surely or any_way))
    for number, (one, other) in enumerate(pairwise(terms), start=len(terms)):
        _look_up(connection, number, 0, Lookup(_near(one, other), NEARNESS_WEIGHT, 0.0))
    whole = sum(term.weight for term in terms) or 1.0
    weights = json.dumps([term.weight / whole for term in terms])
    connection.execute(
        f"""
        INSERT INTO temp.hit
        SELECT id, sum(score) * pow(sum(share), {COVERAGE_POWER}) FROM (
            SELECT found.id AS id,
                max(score) + {OTHER_WAYS_WEIGHT} * (sum(score) - max(score)) AS score,
                coalesce(weight.value * max(grade), 0) AS share
            FROM (
                SELECT id, term, grade, max(score) + {ECHO_WEIGHT} * (sum(score) - max(score)) AS score
                FROM temp.match GROUP BY id, term, way
            ) AS found LEFT JOIN json_each(?) AS weight ON weight.key = found.term
            GROUP BY found.id, found.term
        ) GROUP BY id HAVING sum(share) >= {MINIMUM_COVERAGE}
        """,
        [weights],
    )
    if query.number is not None:
        connection.execute(
            """
            INSERT INTO temp.hit SELECT id, 1e6 FROM doc
            WHERE number = ? AND kind = 'action' AND id NOT IN temp.denied
            ON CONFLICT (id) DO UPDATE SET score = 1e6
            """,
            [query.number],
        )


def _look_up(connection: sqlite3.Connection, term: int, way: int, lookup: Lookup) -> None:
    fields = ", ".join(map(str, FIELD_WEIGHTS))
    connection.execute(
        f"""
        INSERT INTO temp.match
        SELECT ?, ?, {DOCUMENT}, -? * bm25(words, {fields}), ? FROM words
        WHERE words MATCH ? AND {DOCUMENT} NOT IN temp.denied
        """,
        [term, way, lookup.weight, lookup.grade, lookup.expression],
    )


def _match_everything(connection: sqlite3.Connection) -> None:
    connection.execute(
        "INSERT INTO temp.hit SELECT id, 0 FROM doc WHERE NOT deleted AND id NOT IN temp.denied"
    )


def _passing(filters: dict[str, tuple[str, ...]]) -> tuple[str, list[str]]:
    """SQL condition on ``hit.id`` for the filters, and its parameters."""
    condition, parameters = "1", []
    for name, values in filters.items():
        condition += (
            " AND EXISTS (SELECT 1 FROM facet AS f WHERE f.doc_id = hit.id AND f.name = ?"
            " AND f.value IN (SELECT value FROM json_each(?)))"
        )
        parameters += [name, json.dumps(values)]
    return condition, parameters


def _count_facet(connection: sqlite3.Connection, name: str, filters: Any) -> tuple[FacetCount, ...]:
    """Results for each value of a facet, all other filters applied."""
    others = {other: values for other, values in filters.items() if values and other != name}
    condition, parameters = _passing(others)
    rows = connection.execute(
        f"""
        SELECT facet.value, count(*) FROM temp.hit AS hit
        JOIN facet ON facet.doc_id = hit.id AND facet.name = ?
        WHERE {condition} GROUP BY facet.value ORDER BY count(*) DESC, facet.value
        """,
        [name, *parameters],
    )
    return tuple(FacetCount(*row) for row in rows)


def _total(connection: sqlite3.Connection, request: SearchRequest) -> int:
    condition, parameters = _passing({name: values for name, values in request.filters.items() if values})
    row = connection.execute(f"SELECT count(*) FROM temp.hit AS hit WHERE {condition}", parameters).fetchone()
    return int(row[0])


def _page_rows(connection: sqlite3.Connection, request: SearchRequest) -> list[tuple[Any, ...]]:
    condition, parameters = _passing({name: values for name, values in request.filters.items() if values})
    order = "doc.date DESC" if request.sort is Sort.DATE else "hit.score DESC, doc.date DESC"
    return connection.execute(
        f"""
        SELECT doc.key, doc.kind, doc.title, doc.content, doc.number, doc.date, hit.score
        FROM temp.hit AS hit JOIN doc ON doc.id = hit.id
        WHERE {condition} ORDER BY {order}, doc.key LIMIT ? OFFSET ?
        """,
        [*parameters, request.page_size, (request.page - 1) * request.page_size],
    ).fetchall()


def _hit(row: tuple[Any, ...], markers: Sequence[Marker]) -> Hit:
    key, kind, title, content, number, day, score = row
    stored = json.loads(content)
    passages = [
        *sentences(stored["summary"]),
        *sentences(stored["body"]),
        *(Passage(said, start) for start, said in stored["cues"]),
    ]
    found = best_passage(passages, markers)
    passage = found or Passage(stored["summary"])
    return Hit(
        key=key,
        kind=kind,
        score=score,
        title=mark(title, markers),
        extract=mark(passage.text, markers),
        start=passage.start,
        number=number,
        date=date.fromisoformat(day) if day else None,
    )


def _suggestion(query: ParsedQuery, terms: Sequence[Term]) -> str | None:
    """The query with its misspelt words put right, or None when there was none."""
    if not any(term.corrected for term in terms):
        return None
    spelt = query.text
    for term in reversed(terms):
        if term.corrected:
            spelt = spelt[: term.word.start] + term.corrected + spelt[term.word.end :]
    return spelt


# --- writing ---------------------------------------------------------------------------------------


def _store(connection: sqlite3.Connection, doc: SearchDoc) -> bool:
    doc_id = _make_room(connection, doc.key, doc.version)
    if doc_id is None:
        return False
    content = json.dumps(
        {
            "names": doc.names,
            "summary": doc.summary,
            "body": doc.body,
            "cues": [[cue.start, cue.text] for cue in doc.cues],
        },
        ensure_ascii=False,
    )
    connection.execute(
        "INSERT INTO doc VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?)",
        [
            doc_id,
            doc.key,
            doc.version,
            doc.digest,
            doc.path,
            doc.kind,
            doc.number,
            doc.date.isoformat() if doc.date else None,
            doc.title,
            content,
        ],
    )
    facets = {**doc.facets, "kind": (doc.kind,)}
    connection.executemany(
        "INSERT OR IGNORE INTO facet VALUES (?, ?, ?)",
        [(doc_id, name, value) for name, values in facets.items() for value in values],
    )
    connection.executemany(
        "INSERT INTO words (rowid, title, names, summary, body, speech) VALUES (?, ?, ?, ?, ?, ?)",
        _rows(doc_id, doc.title, content),
    )
    _learn(connection, doc)
    return True


def _rows(doc_id: int, title: str, content: str) -> Iterator[list[int | str]]:
    """The rows of ``words`` of a document, the same when it is stored and when it is taken out."""
    stored = json.loads(content)
    heads = [title, "\n".join(stored["names"]), stored["summary"]]
    rows: list[list[str]] = [[*heads, "", ""]]
    rows += (["", "", "", piece, ""] for piece in _pieces(stored["body"].split("\n")))
    rows += (["", "", "", "", piece] for piece in _pieces(said for _, said in stored["cues"]))
    for place, columns in enumerate(rows[:ROWS_PER_DOCUMENT]):
        yield [doc_id * ROWS_PER_DOCUMENT + place, *map(text.index_tokens, columns)]


def _pieces(paragraphs: Iterable[str]) -> Iterator[str]:
    """Paragraphs put together up to about ``PIECE_LENGTH`` characters."""
    piece = ""
    for paragraph in paragraphs:
        if piece and len(piece) + len(paragraph) > PIECE_LENGTH:
            yield piece
            piece = ""
        piece = f"{piece}\n{paragraph}" if piece else paragraph
    if piece:
        yield piece


def _make_room(connection: sqlite3.Connection, key: str, version: int) -> int | None:
    """Take out what is held under *key*; return the row to use, or None if what is held is newer."""
    held = connection.execute(
        "SELECT id, version, deleted, title, content FROM doc WHERE key = ?", [key]
    ).fetchone()
    if held is None:
        return int(connection.execute("SELECT coalesce(max(id), 0) + 1 FROM doc").fetchone()[0])
    doc_id, held_version, deleted, title, content = held
    if held_version > version:
        return None
    if not deleted:
        connection.executemany(
            "INSERT INTO words (words, rowid, title, names, summary, body, speech)"
            " VALUES ('delete', ?, ?, ?, ?, ?, ?)",
            _rows(doc_id, title, content),
        )
        connection.execute("DELETE FROM facet WHERE doc_id = ?", [doc_id])
    connection.execute("DELETE FROM doc WHERE id = ?", [doc_id])
    return int(doc_id)


def _learn(connection: sqlite3.Connection, doc: SearchDoc) -> None:
    """Add the words of *doc* to the vocabulary, as people write them."""
    fields = [doc.title, *doc.names, doc.summary, doc.body, *(cue.text for cue in doc.cues)]
    seen = {
        (word.form, value[word.start : word.end].lower())
        for value in fields
        for word in text.words(value)
        if word.form.isalpha()
    }
    for form, written in seen:
        row = connection.execute(
            "INSERT OR IGNORE INTO vocabulary (form, written, family) VALUES (?, ?, ?) RETURNING id",
            [form, written, stems.family(form)],
        ).fetchone()
        if row:
            connection.execute(
                "INSERT INTO pairs (rowid, letters) VALUES (?, ?)", [row[0], " ".join(text.bigrams(form))]
            )
