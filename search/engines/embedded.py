"""The embedded engine: a SQLite file of its own, whatever the main database is.

Text is analysed in Python (``search.text``). SQLite keeps the documents that hold each key
(``search.engines.postings``); what is filtered and counted stays in memory (``search.engines.catalogue``).
A query is a list of terms, each looked up in several ways (``search.engines.terms``), whose scores are
added up (``search.engines.ranking``).
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Self

import snowballstemmer
from django.conf import settings

from search import stems, text
from search.doc import SearchDoc
from search.engines import postings
from search.engines.base import (
    Health,
    Indexed,
    IndexOutdatedError,
    SearchEngine,
    SearchUnavailableError,
)
from search.engines.catalogue import Catalogues
from search.engines.highlight import Marker, Passage, Pattern, best_passage, mark, sentences
from search.engines.index_file import SCHEMA, IndexFile
from search.engines.postings import PostingWriter
from search.engines.ranking import best_first, latest_first, rank
from search.engines.terms import Term, read_terms, respelt
from search.engines.view import Scores, View, stem_line
from search.enums import Kind
from search.lexicon import Lexicon, current_lexicon
from search.query import MAX_QUERY_WORDS, Hit, ParsedQuery, SearchPage, SearchRequest, Sort, Suggestion, parse

LOCK_TIMEOUT = 2.0
"""Seconds to wait for another writer; the outbox keeps what could not be written."""

# How much a word counts by where it stands.
TITLE_WEIGHT = 8.0
NAMES_WEIGHT = 3.0
SUMMARY_WEIGHT = 2.0
PIECE_LENGTH = 600
"""Characters of a passage: the sentences of an idea."""
MAX_PASSAGES = 4_000
"""Passages read of a document, about a thousand pages."""
NUMBER_SCORE = 1e6
"""What the action of the number that was typed scores: it goes first."""


class EmbeddedEngine(SearchEngine):
    """Search in a local SQLite file."""

    def __init__(self, path: Path, lexicon: Lexicon | None = None) -> None:
        self._lexicon = lexicon
        self._file = IndexFile(path, _fingerprint(), LOCK_TIMEOUT)
        self._catalogues = Catalogues()

    @classmethod
    def from_settings(cls) -> Self:
        """The engine on ``settings.SEARCH_INDEX_PATH``."""
        return cls(Path(settings.SEARCH_INDEX_PATH))

    def search(self, request: SearchRequest) -> SearchPage:
        """See :meth:`SearchEngine.search`. A blank text finds everything the filters leave."""
        query = parse(request.text)
        with self._file.reading() as connection:
            view = View(connection, self._catalogues.current(connection), request.denied)
            catalogue = view.catalogue
            terms = read_terms(view, query, self._lexicon or current_lexicon())
            scores = _kept(view, query, _matched(view, query, terms))
            found = catalogue.as_set(scores)
            facets = {
                name: catalogue.count(name, found & catalogue.passing(request.filters, but=name))
                for name in request.facets
            }
            documents = catalogue.members(scores, catalogue.passing(request.filters))
            last = request.page * request.page_size
            if request.sort is Sort.DATE:
                shown = latest_first(view, documents, last)
            else:
                shown = best_first(view, scores, terms, documents, last)
            markers = [*(term.marker for term in terms), *map(_phrase_marker, query.phrases)]
            shown = shown[last - request.page_size :]
            hits = [_hit(row, scores, markers) for row in _rows(connection, shown)]
        return SearchPage(
            tuple(hits), len(documents), facets, respelt(query, terms), request.page, request.page_size
        )

    def suggest(self, prefix: str, denied: tuple[str, ...], limit: int = 8) -> list[Suggestion]:
        """See :meth:`SearchEngine.suggest`."""
        typed = [word.form for word in text.words(parse(prefix).text)][:MAX_QUERY_WORDS]
        if not typed:
            return []
        expression = " AND ".join(f'"{form}"*' for form in typed)
        with self._file.reading() as connection:
            hidden = self._catalogues.current(connection).denied(denied)
            ranked = connection.execute(
                "SELECT rowid FROM titles WHERE titles MATCH ? ORDER BY rank", [expression]
            )
            shown: list[int] = []
            for (doc_id,) in ranked:
                if doc_id not in hidden:
                    shown.append(doc_id)
                if len(shown) == limit:
                    break
            return [Suggestion(row["key"], row["kind"], row["title"]) for row in _rows(connection, shown)]

    def upsert(self, docs: Iterable[SearchDoc]) -> None:
        """See :meth:`SearchEngine.upsert`."""
        with self._file.writing() as connection:
            _Writer(connection).store(docs)

    def delete(self, keys: Iterable[str], version: int) -> None:
        """See :meth:`SearchEngine.delete`. The key stays, marked, so that a late write is refused."""
        with self._file.writing() as connection:
            _Writer(connection).delete(keys, version)

    def inventory(self) -> Iterator[Indexed]:
        """See :meth:`SearchEngine.inventory`."""
        with self._file.reading() as connection:
            rows = connection.execute("SELECT key, version, digest FROM doc WHERE NOT deleted").fetchall()
        return (Indexed(*row) for row in rows)

    def rebuild(self, docs: Iterable[SearchDoc]) -> int:
        """See :meth:`SearchEngine.rebuild`."""
        return self._file.build(lambda connection: _Writer(connection).store(docs))

    def health(self) -> Health:
        """See :meth:`SearchEngine.health`."""
        try:
            with self._file.reading() as connection:
                (count,) = connection.execute("SELECT count(*) FROM doc WHERE NOT deleted").fetchone()
        except SearchUnavailableError as error:
            outdated = isinstance(error, IndexOutdatedError)
            return Health(usable=False, documents=0, detail=str(error), outdated=outdated)
        return Health(usable=True, documents=count)


def _fingerprint() -> str:
    """Changes when stored keys, weights or tables would be different: an older index must be rebuilt."""
    digest = hashlib.blake2b(digest_size=16)
    for file in (text.__file__, stems.__file__, postings.__file__, __file__):
        digest.update(Path(str(file)).read_bytes())
    digest.update(SCHEMA.encode())
    digest.update(snowballstemmer.__version__.encode() if hasattr(snowballstemmer, "__version__") else b"")
    return digest.hexdigest()


# --- reading ---------------------------------------------------------------------------------------


def _matched(view: View, query: ParsedQuery, terms: Sequence[Term]) -> Scores:
    """The visible documents that say the words of the query; all of them when it has none."""
    if not query.text:
        return dict.fromkeys((each for each in view.catalogue.entries if each not in view.denied), 0.0)
    scores = rank(view, terms)
    if query.number is not None:
        for doc_id, entry in view.catalogue.entries.items():
            if entry.number == query.number and doc_id not in view.denied:
                scores[doc_id] = NUMBER_SCORE
    return scores


def _kept(view: View, query: ParsedQuery, scores: Scores) -> Scores:
    """The documents with all phrases and tags of the query, and nothing that it excludes."""
    for phrase in query.phrases:
        holding = view.holding([*text.words(phrase)])
        scores = {doc_id: score for doc_id, score in scores.items() if doc_id in holding}
    for phrase in query.excluded:
        holding = view.holding([*text.words(phrase)])
        scores = {doc_id: score for doc_id, score in scores.items() if doc_id not in holding}
    for tag in query.tags:
        tagged = view.catalogue.members(scores, view.catalogue.having("tag", [tag]))
        scores = {doc_id: scores[doc_id] for doc_id in tagged}
    return scores


def _phrase_marker(phrase: str) -> Marker:
    sequence = tuple(frozenset([word.keys[1]]) for word in text.words(phrase) if not word.joined)
    return Marker(1.0, frozenset(), phrases=(Pattern(sequence),) if sequence else ())


def _rows(connection: sqlite3.Connection, shown: Sequence[int]) -> list[dict[str, Any]]:
    """What is shown of documents, in the order of *shown*."""
    found = connection.execute(
        """
        SELECT doc.id, doc.key, doc.kind, doc.number, doc.date, content.title, content.stored
        FROM doc JOIN content USING (id) WHERE id IN (SELECT value FROM json_each(?))
        """,
        [json.dumps(shown)],
    )
    names = [column[0] for column in found.description]
    rows = {row[0]: dict(zip(names, row, strict=True)) for row in found}
    return [rows[doc_id] for doc_id in shown if doc_id in rows]


def _hit(row: dict[str, Any], scores: Scores, markers: Sequence[Marker]) -> Hit:
    stored = json.loads(row["stored"])
    passages = [
        *sentences(stored["summary"]),
        *sentences(stored["body"]),
        *(Passage(said, start) for start, said in stored["cues"]),
    ]
    passage = best_passage(passages, markers) or Passage(stored["summary"])
    return Hit(
        key=row["key"],
        kind=row["kind"],
        score=scores[row["id"]],
        title=mark(row["title"], markers),
        extract=mark(passage.text, markers),
        start=passage.start,
        number=row["number"],
        date=date.fromisoformat(row["date"]) if row["date"] else None,
    )


# --- writing ---------------------------------------------------------------------------------------


class _Writer:
    """Stores and takes out documents, within a transaction of the connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._postings = PostingWriter(connection)
        self._known_words: set[tuple[str, str]] = set()
        (self._change,) = connection.execute(
            "UPDATE meta SET value = value + 1 WHERE name = 'change' RETURNING value"
        ).fetchone()

    def store(self, docs: Iterable[SearchDoc]) -> int:
        """Store those of *docs* that are not older than what is held; return their number."""
        count = sum(self._store(doc) for doc in docs)
        self._postings.flush()
        return count

    def delete(self, keys: Iterable[str], version: int) -> None:
        """Take out *keys*, unless held in a later version."""
        for key in keys:
            doc_id = self._make_room(key, version)
            if doc_id is not None:
                self._connection.execute(
                    "INSERT INTO doc VALUES (?, ?, ?, '', 1, ?, '', '', NULL, NULL, 0, '{}')",
                    [doc_id, key, version, self._change],
                )
        self._postings.flush()

    def _store(self, doc: SearchDoc) -> bool:
        doc_id = self._make_room(doc.key, doc.version)
        if doc_id is None:
            return False
        stored = {
            "names": doc.names,
            "summary": doc.summary,
            "body": doc.body,
            "cues": [[cue.start, cue.text] for cue in doc.cues],
        }
        self._connection.execute(
            "INSERT INTO doc VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?)",
            [
                doc_id,
                doc.key,
                doc.version,
                doc.digest,
                self._change,
                doc.path,
                doc.kind,
                doc.number,
                doc.date.isoformat() if doc.date else None,
                doc.comments,
                json.dumps({**doc.facets, "kind": (doc.kind,)}),
            ],
        )
        self._connection.execute(
            "INSERT INTO content VALUES (?, ?, ?, ?)",
            [doc_id, doc.title, _stem_lines(doc), json.dumps(stored, ensure_ascii=False)],
        )
        self._connection.execute(
            "INSERT INTO titles (rowid, title) VALUES (?, ?)",
            [doc_id, _title_words(doc.title, doc.kind, doc.number)],
        )
        self._postings.add(doc_id, postings.impacts(_passages(doc.title, stored)))
        self._learn(doc)
        return True

    def _make_room(self, key: str, version: int) -> int | None:
        """Take out what is held under *key*; return the row to use, or None if what is held is newer."""
        held = self._connection.execute(
            "SELECT id, version, deleted, kind, number FROM doc WHERE key = ?", [key]
        ).fetchone()
        if held is None:
            return int(self._connection.execute("SELECT coalesce(max(id), 0) + 1 FROM doc").fetchone()[0])
        doc_id, held_version, deleted, kind, number = held
        if held_version > version:
            return None
        if not deleted:
            title, stored = self._connection.execute(
                "SELECT title, stored FROM content WHERE id = ?", [doc_id]
            ).fetchone()
            self._postings.remove(doc_id, postings.impacts(_passages(title, json.loads(stored))))
            self._connection.execute(
                "INSERT INTO titles (titles, rowid, title) VALUES ('delete', ?, ?)",
                [doc_id, _title_words(title, kind, number)],
            )
            self._connection.execute("DELETE FROM content WHERE id = ?", [doc_id])
        self._connection.execute("DELETE FROM doc WHERE id = ?", [doc_id])
        return int(doc_id)

    def _learn(self, doc: SearchDoc) -> None:
        """Add the words of *doc* to the vocabulary, as people write them."""
        seen = {
            (word.form, field[word.start : word.end].lower())
            for field in _fields(doc)
            for word in text.words(field)
            if word.form.isalpha()
        }
        for form, written in seen - self._known_words:
            row = self._connection.execute(
                "INSERT OR IGNORE INTO vocabulary (form, written, family) VALUES (?, ?, ?) RETURNING id",
                [form, written, stems.family(form)],
            ).fetchone()
            if row:
                self._connection.execute(
                    "INSERT INTO pairs (rowid, letters) VALUES (?, ?)", [row[0], " ".join(text.bigrams(form))]
                )
        self._known_words |= seen


def _fields(doc: SearchDoc) -> Iterator[str]:
    """The lines of a document."""
    yield from (doc.title, *doc.names, doc.summary)
    yield from doc.body.split("\n")
    yield from (cue.text for cue in doc.cues)


def _stem_lines(doc: SearchDoc) -> str:
    return "\n".join(stem_line(text.words(line)) for line in _fields(doc))


def _title_words(title: str, kind: str, number: int | None) -> str:
    """What the beginning of a title is looked for in; an action is also known by its number."""
    forms = [word.form for word in text.words(title)]
    return " ".join([str(number), *forms] if kind == Kind.ACTION and number is not None else forms)


def _passages(title: str, stored: dict[str, Any]) -> Iterator[postings.Passage]:
    """The passages of a document, the same when it is stored and when it is taken out."""
    head = (
        (TITLE_WEIGHT, title),
        (NAMES_WEIGHT, "\n".join(stored["names"])),
        (SUMMARY_WEIGHT, stored["summary"]),
    )
    yield postings.Passage(head)
    pieces = [*_pieces(stored["body"].split("\n")), *_pieces(said for _start, said in stored["cues"])]
    for piece in pieces[:MAX_PASSAGES]:
        yield postings.Passage(((1.0, piece),))


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
