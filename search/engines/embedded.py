"""The embedded engine: a SQLite file of its own, whatever the main database is.

Text is analysed in Python (``search.analysis.text``). SQLite keeps the documents that hold each key
(``search.engines.postings``); what is filtered and counted stays in memory (``search.engines.facet_index``).
A query is a list of terms, each looked up by its expansions (``search.engines.terms``), whose scores are
added up (``search.engines.ranking``).
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self

from django.conf import settings

from portal.common.recent import Recent
from search.analysis import text
from search.analysis.lexicon import Lexicon, default_lexicon
from search.engines.base import Health, Indexed, IndexOutdatedError, SearchEngine, SearchUnavailableError
from search.engines.facet_index import FacetIndexes
from search.engines.highlight import Marker, Pattern, show
from search.engines.index_file import IndexFile
from search.engines.index_reader import IndexReader
from search.engines.ranking import Scores, add_related, best_first, latest_first, rank
from search.engines.terms import Term, read_terms, respelt
from search.engines.writer import IndexWriter, fingerprint
from search.index.doc import SearchDoc
from search.query import (
    MAX_QUERY_WORDS,
    PAGE_SIZE,
    Hit,
    ParsedQuery,
    SearchPage,
    SearchRequest,
    Sort,
    Suggestion,
    parse,
)
from search.vocabulary import current_lexicon

LOCK_TIMEOUT = 2.0  # seconds to wait for another writer; the outbox keeps what could not be written

PHRASE_WEIGHT = 100.0  # the extract shows the phrase before any single word
RECENT = 200  # answers remembered in each process, for those who ask the same of the same index
NUMBER_SCORE = 1e6  # what the action of the number that was typed scores: it goes first


class EmbeddedEngine(SearchEngine):
    """Search in a local SQLite file."""

    def __init__(self, path: Path, vocabulary: Callable[[], Lexicon] = default_lexicon) -> None:
        self._vocabulary = vocabulary
        self._file = IndexFile(path, fingerprint(), LOCK_TIMEOUT)
        self._facet_indexes = FacetIndexes()
        self._answers: Recent[SearchPage] = Recent(RECENT)

    @classmethod
    def from_settings(cls) -> Self:
        """Return the engine on ``settings.SEARCH_INDEX_PATH``."""
        return cls(Path(settings.SEARCH_INDEX_PATH), current_lexicon)

    def search(self, request: SearchRequest) -> SearchPage:
        with self._file.reading() as connection:
            facet_index = self._facet_indexes.current(connection)
            lexicon = request.lexicon or self._vocabulary()
            asked = facet_index.generation, facet_index.change, lexicon, request.fields
            answer = self._answers.get(asked)
            if answer is None:
                answer = _answer(IndexReader(connection, facet_index, request.denied), request, lexicon)
                if request.page_size <= PAGE_SIZE and facet_index.is_of(connection):
                    self._answers.put(asked, answer)
        return answer

    def suggest(self, prefix: str, denied: tuple[str, ...], limit: int = 8) -> list[Suggestion]:
        typed = [word.form for word in text.words(parse(prefix).text)][:MAX_QUERY_WORDS]
        if not typed:
            return []
        expression = " AND ".join(f'"{form}"*' for form in typed)
        with self._file.reading() as connection:
            hidden = self._facet_indexes.current(connection).denied(denied)
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
        with self._file.writing() as connection:
            IndexWriter(connection).store(docs)

    def delete(self, keys: Iterable[str], version: int) -> None:
        with self._file.writing() as connection:
            IndexWriter(connection).delete(keys, version)

    def inventory(self) -> Iterator[Indexed]:
        with self._file.reading() as connection:
            rows = connection.execute("SELECT key, version, digest FROM doc WHERE NOT deleted").fetchall()
        return (Indexed(*row) for row in rows)

    def rebuild(self, docs: Iterable[SearchDoc]) -> int:
        return self._file.build(lambda connection: IndexWriter(connection).store(docs))

    def health(self) -> Health:
        try:
            with self._file.reading() as connection:
                (count,) = connection.execute("SELECT count(*) FROM doc WHERE NOT deleted").fetchone()
        except SearchUnavailableError as error:
            outdated = isinstance(error, IndexOutdatedError)
            return Health(usable=False, documents=0, detail=str(error), outdated=outdated)
        return Health(usable=True, documents=count)


def _answer(reader: IndexReader, request: SearchRequest, lexicon: Lexicon) -> SearchPage:
    query, facet_index = parse(request.text), reader.facet_index
    terms = read_terms(reader, query, lexicon)
    scores = _kept(reader, query, _matched(reader, query, terms))
    found = facet_index.as_set(scores)
    facets = {
        name: facet_index.count(name, found & facet_index.passing(request.filters, but=name))
        for name in request.facets
    }
    documents = facet_index.members(scores, facet_index.passing(request.filters))
    last = request.page * request.page_size
    if request.sort is Sort.DATE:
        shown = latest_first(reader, documents, last)
    else:
        shown = best_first(reader, scores, terms, documents, last)
    markers = [*(term.marker for term in terms), *map(phrase_marker, query.phrases)]
    shown = shown[last - request.page_size :]
    hits = [_hit(row, scores, markers) for row in _rows(reader.connection, shown)]
    return SearchPage(
        tuple(hits), len(documents), facets, respelt(query, terms), request.page, request.page_size
    )


def _matched(reader: IndexReader, query: ParsedQuery, terms: Sequence[Term]) -> Scores:
    """Return the visible documents that match the words of the query, or all of them when it has none."""
    if not query.text:
        return dict.fromkeys((each for each in reader.facet_index.entries if each not in reader.denied), 0.0)
    scores = rank(reader, terms)
    add_related(reader, scores, terms)
    if query.number is not None:
        for doc_id, entry in reader.facet_index.entries.items():
            if entry.number == query.number and doc_id not in reader.denied:
                scores[doc_id] = NUMBER_SCORE
    return scores


def _kept(reader: IndexReader, query: ParsedQuery, scores: Scores) -> Scores:
    """Keep the documents with all phrases and tags of the query and without what it excludes."""
    for phrase in query.phrases:
        holding = reader.holding([*text.words(phrase)])
        scores = {doc_id: score for doc_id, score in scores.items() if doc_id in holding}
    for phrase in query.excluded:
        holding = reader.holding([*text.words(phrase)])
        scores = {doc_id: score for doc_id, score in scores.items() if doc_id not in holding}
    for tag in query.tags:
        tagged = reader.facet_index.members(scores, reader.facet_index.having("tag", [tag]))
        scores = {doc_id: scores[doc_id] for doc_id in tagged}
    return scores


def phrase_marker(phrase: str) -> Marker:
    """Return what marks a phrase and finds the sentence where it stands."""
    said = [word for word in text.words(phrase) if not word.joined]
    sequence = tuple(frozenset([word.keys[1]]) for word in said)
    return Marker(PHRASE_WEIGHT, frozenset(), phrases=(Pattern(sequence),) if sequence else ())


def _rows(connection: sqlite3.Connection, shown: Sequence[int]) -> list[dict[str, Any]]:
    """Return what is shown of documents, in the order of *shown*."""
    found = connection.execute(
        """
        SELECT doc.id, doc.key, doc.kind, doc.number, doc.date, content.title, content.stems, content.stored
        FROM doc JOIN content USING (id) WHERE id IN (SELECT value FROM json_each(?))
        """,
        [json.dumps(shown)],
    )
    names = [column[0] for column in found.description]
    rows = {row[0]: dict(zip(names, row, strict=True)) for row in found}
    return [rows[doc_id] for doc_id in shown if doc_id in rows]


def _hit(row: dict[str, Any], scores: Scores, markers: Sequence[Marker]) -> Hit:
    stored = {**json.loads(row["stored"]), "title": row["title"]}
    first = 1 + len(stored["names"])  # after the lines of the title and the names
    passages = row["stems"].split("\n", first)[first:]
    return show(row, stored, scores[row["id"]], markers, "".join(passages))
