"""Writing of documents to the file of the embedded engine."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import snowballstemmer

from portal.common.text import lower_case
from search.analysis import stems, text
from search.engines import highlight, postings
from search.engines.highlight import Passage, sentences
from search.engines.index_file import SCHEMA
from search.engines.index_reader import stem_line
from search.engines.postings import PostingWriter, Weighed, impacts
from search.enums import Kind
from search.index.doc import SearchDoc

# How much a word counts by where it stands.
TITLE_WEIGHT = 8.0
NAMES_WEIGHT = 3.0
SUMMARY_WEIGHT = 2.0
PIECE_LENGTH = 600  # characters of a passage that is weighed on its own: the sentences of an idea
MAX_PASSAGES = 10_000  # sentences kept of a document, about four hundred pages


def fingerprint() -> str:
    """Return a value that changes with the stored keys, weights or tables: an older index must be rebuilt."""
    digest = hashlib.blake2b(digest_size=16)
    for file in (text.__file__, stems.__file__, postings.__file__, highlight.__file__, __file__):
        digest.update(Path(str(file)).read_bytes())
    digest.update(SCHEMA.encode())
    digest.update(snowballstemmer.__version__.encode() if hasattr(snowballstemmer, "__version__") else b"")
    return digest.hexdigest()


class IndexWriter:
    """Stores and takes out documents, within a transaction of the connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._postings = PostingWriter(connection)
        self._known_words: set[tuple[str, str]] = set()
        (self._change,) = connection.execute(
            "UPDATE meta SET value = value + 1 WHERE name = 'change' RETURNING value"
        ).fetchone()

    def store(self, docs: Iterable[SearchDoc]) -> int:
        """Store those of *docs* that are not older than what is held. Return their number."""
        count = sum(self._store(doc) for doc in docs)
        self._postings.flush()
        return count

    def delete(self, keys: Iterable[str], version: int) -> None:
        """Take out *keys*, unless held in a later version."""
        for key in keys:
            doc_id = self._make_room(key, version)
            if doc_id is not None:
                self._connection.execute(
                    "INSERT INTO doc VALUES (?, ?, ?, '', 1, ?, '', '', NULL, NULL, 0, '{}', '[]')",
                    [doc_id, key, version, self._change],
                )
        self._postings.flush()

    def _store(self, doc: SearchDoc) -> bool:
        doc_id = self._make_room(doc.key, doc.version)
        if doc_id is None:
            return False
        kept = stored(doc)
        self._connection.execute(
            "INSERT INTO doc VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?)",
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
                json.dumps(doc.links),
            ],
        )
        self._connection.execute(
            "INSERT INTO content VALUES (?, ?, ?, ?)",
            [doc_id, doc.title, _stem_lines(doc.title, kept), json.dumps(kept, ensure_ascii=False)],
        )
        self._connection.execute(
            "INSERT INTO titles (rowid, title) VALUES (?, ?)",
            [doc_id, title_words(doc.title, doc.kind, doc.number)],
        )
        self._postings.add(doc_id, impacts(weighed(doc.title, kept)))
        self._learn(lines(doc.title, kept))
        return True

    def _make_room(self, key: str, version: int) -> int | None:
        """Take out what is held under *key*. Return the row to use, or None if what is held is newer."""
        held = self._connection.execute(
            "SELECT id, version, deleted, kind, number FROM doc WHERE key = ?", [key]
        ).fetchone()
        if held is None:
            return int(self._connection.execute("SELECT coalesce(max(id), 0) + 1 FROM doc").fetchone()[0])
        doc_id, held_version, deleted, kind, number = held
        if held_version > version:
            return None
        if not deleted:
            title, held_text = self._connection.execute(
                "SELECT title, stored FROM content WHERE id = ?", [doc_id]
            ).fetchone()
            self._postings.remove(doc_id, impacts(weighed(title, json.loads(held_text))))
            self._connection.execute(
                "INSERT INTO titles (titles, rowid, title) VALUES ('delete', ?, ?)",
                [doc_id, title_words(title, kind, number)],
            )
            self._connection.execute("DELETE FROM content WHERE id = ?", [doc_id])
        self._connection.execute("DELETE FROM doc WHERE id = ?", [doc_id])
        return int(doc_id)

    def _learn(self, lines: Iterable[str]) -> None:
        """Add the words of a document to the vocabulary, as people write them."""
        seen = {
            (word.form, lower_case(line[word.start : word.end]))
            for line in lines
            for word in text.words(line)
            if word.form.isalpha()
        }
        new = seen - self._known_words
        self._connection.executemany(
            "INSERT OR IGNORE INTO vocabulary VALUES (?, ?, ?)",
            [(form, written, stems.family(form)) for form, written in new],
        )
        self._connection.executemany(
            "INSERT OR IGNORE INTO spelling VALUES (?, ?)",
            [
                (variant, form)
                for form in {form for form, _written in new}
                if text.allowed_edits(form)
                for variant in text.deletions(form)
            ],
        )
        self._known_words |= seen


def stored(doc: SearchDoc) -> dict[str, Any]:
    """Return what is kept of a document, to show it and to find again what was indexed of it."""
    passages = [*sentences(doc.body), *(Passage(cue.text, cue.start) for cue in doc.cues)]
    return {
        "names": doc.names,
        "summary": doc.summary,
        "passages": [(passage.start, passage.text) for passage in passages[:MAX_PASSAGES]],
    }


def lines(title: str, stored: dict[str, Any]) -> Iterator[str]:
    """Yield the texts of a document: title, names, sentences."""
    yield from (title, *stored["names"])
    yield from (passage.text for passage in sentences(stored["summary"]))
    yield from (said for _start, said in stored["passages"])


def _stem_lines(title: str, stored: dict[str, Any]) -> str:
    return "\n".join(stem_line(text.unplaced_words(line)) for line in lines(title, stored))


def title_words(title: str, kind: str, number: int | None) -> str:
    """Return the text that completes a title from its beginning. An action is also known by its number."""
    forms = [word.form for word in text.words(title)]
    return " ".join([str(number), *forms] if kind == Kind.ACTION and number is not None else forms)


def weighed(title: str, stored: dict[str, Any]) -> Iterator[Weighed]:
    """Yield the weighed parts of a document, the same when it is stored and when it is removed."""
    yield Weighed(
        (
            (TITLE_WEIGHT, title),
            (NAMES_WEIGHT, "\n".join(stored["names"])),
            (SUMMARY_WEIGHT, stored["summary"]),
        )
    )
    for piece in _pieces(said for _start, said in stored["passages"]):
        yield Weighed(((1.0, piece),))


def _pieces(parts: Iterable[str]) -> Iterator[str]:
    """Yield sentences put together up to about ``PIECE_LENGTH`` characters."""
    piece = ""
    for part in parts:
        if piece and len(piece) + len(part) > PIECE_LENGTH:
            yield piece
            piece = ""
        piece = f"{piece}\n{part}" if piece else part
    if piece:
        yield piece
