"""What the search server holds: its mapping, and how a document is written to it.

Text is analysed in Python, as for the embedded engine, and stored as keys that the server separates at
spaces: both engines find alike, and the server needs no French analyser. The texts that people read are
kept beside, unindexed, for the extracts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from search import stems, text
from search.doc import SearchDoc

FIELDS = ("title", "names", "summary", "body", "speech")
PATH_STEP = 4
"""Characters of one level of a tree path."""

_KEYWORD = {"type": "keyword", "ignore_above": 500}
_KEYS = {"type": "text", "analyzer": "keys"}
INDEX = {
    "settings": {
        "number_of_shards": 1,
        "max_result_window": 1_000_000,
        "auto_expand_replicas": "0-1",
        "analysis": {"analyzer": {"keys": {"type": "custom", "tokenizer": "whitespace"}}},
    },
    "mappings": {
        "dynamic": False,
        "_source": {"excludes": [*FIELDS, "family", "ancestors", "facets"]},
        "properties": {
            "key": {"type": "keyword"},
            "version": {"type": "long"},
            "digest": {"type": "keyword"},
            "live": {"type": "boolean"},
            "ancestors": _KEYWORD,
            "kind": _KEYWORD,
            "number": {"type": "integer"},
            "date": {"type": "date"},
            **dict.fromkeys((*FIELDS, "family"), _KEYS),
            "facets": {"type": "object", "dynamic": True},
            "shown": {"type": "object", "enabled": False},
            "spellings": {"type": "object", "enabled": False},
        },
        "dynamic_templates": [{"facets": {"path_match": "facets.*", "mapping": _KEYWORD}}],
    },
}


def fingerprint() -> str:
    """Changes when stored keys or the mapping would be different: an older index must be rebuilt."""
    digest = hashlib.blake2b(digest_size=5)
    for module in (text, stems):
        digest.update(Path(str(module.__file__)).read_bytes())
    digest.update(Path(__file__).read_bytes())
    return digest.hexdigest()


def source(doc: SearchDoc) -> dict[str, Any]:
    """A document as the server stores it."""
    fields = {
        "title": doc.title,
        "names": "\n".join(doc.names),
        "summary": doc.summary,
        "body": doc.body,
        "speech": "\n".join(cue.text for cue in doc.cues),
    }
    words = [(word, value) for value in fields.values() for word in text.words(value)]
    return {
        "key": doc.key,
        "version": doc.version,
        "digest": doc.digest,
        "live": True,
        "ancestors": list(ancestors(doc.path)),
        "kind": doc.kind,
        "number": doc.number,
        "date": doc.date.isoformat() if doc.date else None,
        **{name: text.index_tokens(value) for name, value in fields.items()},
        "family": " ".join(sorted({stems.family(word.form) for word, _ in words if word.form.isalpha()})),
        "facets": {"kind": [doc.kind], **{name: list(values) for name, values in doc.facets.items()}},
        "shown": {
            "title": doc.title,
            "summary": doc.summary,
            "body": doc.body,
            "cues": [[cue.start, cue.text] for cue in doc.cues],
        },
        "spellings": sorted(
            {value[word.start : word.end].lower() for word, value in words if word.form.isalpha()}
        ),
    }


def tombstone(key: str, version: int) -> dict[str, Any]:
    """What stays of a deleted document, so that a late write is refused."""
    return {"key": key, "version": version, "live": False}


def ancestors(path: str) -> Iterator[str]:
    """The tree path itself and those above it. Collections' paths begin with a letter of their own."""
    first = 1 if path[:1].islower() else 0
    for end in range(first + PATH_STEP, len(path) + 1, PATH_STEP):
        yield path[:end]


def written(alias: str, sources: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The lines of a bulk request that stores *sources*; versions decide which write wins."""
    for each in sources:
        action = {
            "_index": alias,
            "_id": each["key"],
            "version": each["version"],
            "version_type": "external_gte",
            "require_alias": True,
        }
        yield json.dumps({"index": action}) + "\n" + json.dumps(each, ensure_ascii=False)
