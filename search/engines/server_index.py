"""The index of the search server: its mapping, and the documents written to it.

Text is analysed and weighed in Python, as for the embedded engine: the server is given the impact of every
key of a document (``search.engines.postings``), so that both engines find the same and rank the same, and
the server needs no French analyser. The texts that people read are kept beside, unindexed, for extracts.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from portal.common.text import lower_case
from search.analysis import stems, text
from search.engines import postings, writer
from search.engines.ranking import HEAD_LINES, MAX_COMMENTS
from search.index.doc import SearchDoc

PATH_STEP = 4  # characters of one level of a tree path

LINE_GAP = 100  # words between two lines, so that no phrase goes from one to the next

_KEYWORD = {"type": "keyword", "ignore_above": 500}
# Fields that are searched and never given back: they stay out of the stored document.
_HIDDEN = ("impacts", "keys", "forms", "title_forms", "lines", "ancestors", "facets")

INDEX = {
    "settings": {
        "number_of_shards": 1,
        "auto_expand_replicas": "0-1",
        "max_result_window": 1_000_000,
    },
    "mappings": {
        "dynamic": False,
        "_source": {"excludes": list(_HIDDEN)},
        "properties": {
            "key": {"type": "keyword"},
            "version": {"type": "long"},
            "digest": {"type": "keyword"},
            "live": {"type": "boolean"},
            "ancestors": _KEYWORD,
            "kind": _KEYWORD,
            "number": {"type": "integer"},
            "date": {"type": "date"},
            "comments": {"type": "integer"},
            "impacts": {"type": "rank_features"},
            "keys": {"type": "text", "analyzer": "whitespace", "index_options": "docs", "norms": False},
            "forms": _KEYWORD,
            "title_forms": _KEYWORD,
            "lines": {
                "type": "text",
                "analyzer": "whitespace",
                "position_increment_gap": LINE_GAP,
                "norms": False,
            },
            "facets": {"type": "object", "dynamic": True},
            "shown": {"type": "object", "enabled": False},
            "spellings": {"type": "object", "enabled": False},
            "head": {"type": "keyword", "index": False, "doc_values": False},
            "links": {"type": "keyword", "index": False, "doc_values": False},
        },
        "dynamic_templates": [{"facets": {"path_match": "facets.*", "mapping": _KEYWORD}}],
    },
}


def fingerprint() -> str:
    """Return a value that changes with the format of what is stored: an older index must be rebuilt."""
    digest = hashlib.blake2b(digest_size=5)
    for file in (text.__file__, stems.__file__, postings.__file__, writer.__file__, __file__):
        digest.update(Path(str(file)).read_bytes())
    return digest.hexdigest()


def source(doc: SearchDoc) -> dict[str, Any]:
    """Return a document as the server stores it."""
    shown = writer.stored(doc)
    lines = list(writer.lines(doc.title, shown))
    words = [(word, line) for line in lines for word in text.words(line)]
    impacts = _impacts(doc.title, shown)
    stem_lines = [
        " ".join(word.stem for word in text.unplaced_words(line) if not word.joined) for line in lines
    ]
    return {
        "key": doc.key,
        "version": doc.version,
        "digest": doc.digest,
        "live": True,
        "ancestors": list(ancestors(doc.path)),
        "kind": doc.kind,
        "number": doc.number,
        "date": doc.date.isoformat() if doc.date else None,
        "comments": min(doc.comments, MAX_COMMENTS),
        "impacts": impacts,
        "keys": " ".join(impacts),
        "forms": sorted({word.form for word, _line in words}),
        "title_forms": writer.title_words(doc.title, doc.kind, doc.number).split(),
        "lines": stem_lines,
        "head": " ".join(stem_lines[:HEAD_LINES]),
        "links": doc.links,
        "facets": {**{name: list(values) for name, values in doc.facets.items()}, "kind": [doc.kind]},
        "shown": {"title": doc.title, **shown},
        "spellings": sorted(
            {lower_case(line[word.start : word.end]) for word, line in words if word.form.isalpha()}
        ),
    }


def family_key(form: str) -> str:
    """Return the key of all words of a family, such as *affichage* and *affiche*."""
    return f"f_{stems.family(form)}"


def _impacts(title: str, shown: dict[str, Any]) -> dict[str, float]:
    """Return the impact of each key of a document, and of each family of its words."""
    weighed = postings.impacts(writer.weighed(title, shown))
    impacts = {key: impact / postings.SCALE for key, impact in weighed.items() if impact}
    families: dict[str, float] = defaultdict(float)
    for key, impact in impacts.items():
        if key.isalpha():  # a form: stems have a letter and a line before them
            families[family_key(key)] += impact
    return impacts | families


def tombstone(key: str, version: int) -> dict[str, Any]:
    """Return what stays of a deleted document, so that a late write is refused."""
    return {"key": key, "version": version, "live": False}


def ancestors(path: str) -> Iterator[str]:
    """Yield a tree path and those above it. The path of a collection begins with a letter of its own."""
    first = 1 if path[:1].islower() else 0
    for end in range(first + PATH_STEP, len(path) + 1, PATH_STEP):
        yield path[:end]


def written(alias: str, sources: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the lines of a bulk request that stores *sources*. Versions decide which write wins."""
    for each in sources:
        action = {
            "_index": alias,
            "_id": each["key"],
            "version": each["version"],
            "version_type": "external_gte",
            "require_alias": True,
        }
        yield json.dumps({"index": action}) + "\n" + json.dumps(each, ensure_ascii=False)
