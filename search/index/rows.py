"""The rows of which documents are made, and the digest that tells whether one has changed.

A document is made of its row alone. To compare the index with the database, reading the rows is enough, which
takes little time beside making the documents and indexing them.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from wagtail.blocks import StreamValue

from search.index.doc import SearchDoc

BATCH = 500  # rows read at once

# What is read of a thing that can be found: its columns, and lists of the columns of related rows, by name.
Row = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """Where the documents of one kind come from.

    `rows` returns the things that can be found; `key` names each in the index. `reads` are the columns read
    of each, `lists` those of rows related to it, in an order of theirs. `make` completes the document.
    """

    rows: Callable[[], QuerySet[Any]]
    key: Callable[[int], str]
    make: Callable[[Row, SearchDoc], SearchDoc]
    reads: tuple[str, ...]
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def read(self, keys: Sequence[int] | None = None) -> Iterator[Row]:
        """Yield the rows of these primary keys, or all. Cost a query, and one for each list."""
        rows = self.rows() if keys is None else self.rows().filter(pk__in=keys)
        lists = {name: _grouped(rows, columns) for name, columns in self.lists.items()}
        for row in rows.order_by("pk").values("pk", *self.reads).iterator(chunk_size=BATCH):
            yield row | {name: found.get(row["pk"], []) for name, found in lists.items()}

    def document(self, row: Row, version: int) -> SearchDoc:
        """Make the document of a row."""
        doc = SearchDoc(
            key=self.key(row["pk"]),
            version=version,
            path=row.get("path", ""),
            kind="",
            title=row["title"],
            summary=row.get("summary", ""),
            comments=row.get("comments", 0),
            digest=digest(row),
        )
        return self.make(row, doc)


def digest(row: Row) -> str:
    """Return what changes with anything that a document is made of, and with the code that makes it."""
    plain = [list(value.raw_data) if isinstance(value, StreamValue) else value for value in row.values()]
    content = repr(plain).encode(errors="surrogatepass")
    return hashlib.blake2b(content, digest_size=16, key=_recipe()).hexdigest()


@cache
def _recipe() -> bytes:
    """Return a digest of the code that makes documents: those of another version are made again."""
    return hashlib.blake2b(Path(__file__).with_name("documents.py").read_bytes(), digest_size=16).digest()


def _grouped(rows: QuerySet[Any], columns: Sequence[str]) -> dict[int, list[Sequence[Any]]]:
    """Return, for each row, these columns of the rows related to it."""
    found: dict[int, list[Sequence[Any]]] = defaultdict(list)
    related = rows.filter(**{f"{columns[0]}__isnull": False}).order_by("pk", *columns)
    for pk, *values in related.values_list("pk", *columns):
        found[pk].append(values)
    return found
