"""The server engine: Elasticsearch or OpenSearch, one body for both, built with ``elasticsearch.dsl``.

The index is reached by an alias whose name says which analyser made it: an index of another version of
the portal is simply not found, and a rebuild makes the right one beside it.
"""

from __future__ import annotations

import logging
import math
import re
import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Self

from django.conf import settings
from elasticsearch.dsl import Search
from elasticsearch.dsl.function import BoostFactor
from elasticsearch.dsl.query import (
    Bool,
    ConstantScore,
    DisMax,
    FunctionScore,
    Fuzzy,
    MatchNone,
    MultiMatch,
    Prefix,
    Query,
)
from elasticsearch.dsl.query import Term as Exactly
from elasticsearch.dsl.query import Terms as AnyOf

from search import stems, text
from search.doc import SearchDoc
from search.engines.base import (
    Health,
    Indexed,
    IndexOutdatedError,
    SearchEngine,
    SearchUnavailableError,
)
from search.engines.highlight import Marker, Passage, best_passage, mark, sentences
from search.engines.server_index import FIELDS, INDEX, fingerprint, source, tombstone, written
from search.engines.terms import Term, nearest, spelt
from search.engines.transports import Address, Json, Transport
from search.enums import Kind
from search.lexicon import Lexicon, default_lexicon
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

logger = logging.getLogger(__name__)

ANSWER_TIMEOUT = 1.2
"""Seconds for a whole search, however many requests it takes; readers are then answered elsewhere."""
WRITE_TIMEOUT = 30.0

# How much a word counts by the field it stands in.
FIELD_WEIGHTS = {"title": 8, "names": 3, "summary": 2, "body": 1, "speech": 1}
SYNONYM_WEIGHT = 0.6
LOOSE_SYNONYM_WEIGHT = 0.1
PREFIX_WEIGHT = 0.5
CORRECTION_WEIGHT = 0.8
NEARNESS_WEIGHT = 0.7
FAMILY_WEIGHT = 0.4
OTHER_WAYS_WEIGHT = 0.4
"""For a term that a document says in several ways: the word, its synonyms…"""
MINIMUM_COVERAGE = 0.2
MINIMUM_PREFIX = 3
MAX_CORRECTIONS = 5
SPELLING_SOURCES = 5
"""Documents whose words are compared letter by letter with a misspelt one."""
FACET_SIZE = 500
INVENTORY_PAGE = 2_000
BULK_BYTES = 5_000_000


class ElasticsearchEngine(SearchEngine):
    """Search on a server, reached through either client library."""

    def __init__(
        self,
        transport: Transport,
        name: str,
        lexicon: Lexicon | None = None,
        answer_timeout: float = ANSWER_TIMEOUT,
    ) -> None:
        self._transport = transport
        self._answer_timeout = answer_timeout
        self._name = name
        self._alias = f"{name}-{fingerprint()}"
        self._lexicon = lexicon or default_lexicon()

    @classmethod
    def from_settings(cls) -> Self:
        """The engine on the server of ``settings.SEARCH_URL``."""
        address = Address.of(settings.SEARCH_URL)
        return cls(address.transport(), address.name)

    def patient(self) -> Self:
        """See :meth:`SearchEngine.patient`."""
        return type(self)(self._transport, self._name, self._lexicon, WRITE_TIMEOUT)

    def search(self, request: SearchRequest) -> SearchPage:
        """See :meth:`SearchEngine.search`. A blank text finds everything the filters leave."""
        query = parse(request.text)
        reader = self._reader(request.denied)
        terms = self._terms(reader, query)
        answer = reader.ask(_question(request, query, terms, reader.visible))
        markers = [term.marker for term in terms]
        facets = answer.get("aggregations", {})
        return SearchPage(
            hits=tuple(_hit(hit, terms, markers) for hit in answer["hits"]["hits"]),
            total=answer["hits"]["total"]["value"],
            facets={name: _counts(facets[name]["values"]["buckets"]) for name in request.facets},
            suggestion=spelt(query, terms),
            page=request.page,
            page_size=request.page_size,
        )

    def suggest(self, prefix: str, denied: tuple[str, ...], limit: int = 8) -> list[Suggestion]:
        """See :meth:`SearchEngine.suggest`."""
        typed = [word.form for word in text.words(parse(prefix).text)][:MAX_QUERY_WORDS]
        if not typed:
            return []
        reader = self._reader(denied)
        begins = Bool(filter=[reader.visible, *(Prefix(title=form) for form in typed)])
        wholly = [Exactly(title=form) for form in typed]
        found = Search().query(Bool(must=[begins], should=wholly)).source(["key", "kind", "shown.title"])
        hits = reader.ask(found.sort("_score", "key")[: 3 * limit])["hits"]["hits"]
        suggestions: dict[str, Suggestion] = {}
        for hit in hits:
            stored = hit["_source"]
            title = stored["shown"]["title"]
            suggestions.setdefault(title, Suggestion(stored["key"], stored["kind"], title))
        return list(suggestions.values())[:limit]

    def upsert(self, docs: Iterable[SearchDoc]) -> None:
        """See :meth:`SearchEngine.upsert`. Documents are read as they are sent."""
        self._write(self._alias, map(source, docs), "?refresh=true")

    def delete(self, keys: Iterable[str], version: int) -> None:
        """See :meth:`SearchEngine.delete`. The key stays, marked, so that a late write is refused."""
        self._write(self._alias, (tombstone(key, version) for key in keys), "?refresh=true")

    def inventory(self) -> Iterator[Indexed]:
        """See :meth:`SearchEngine.inventory`. Read in the order of keys, so writes meanwhile do no harm."""
        page = Search().query(Exactly(live=True)).sort("key").source(["key", "version", "digest"])
        body = page[:INVENTORY_PAGE].to_dict()
        entries: list[Indexed] = []
        while True:
            hits = self._send("POST", f"/{self._alias}/_search", body)["hits"]["hits"]
            entries += (Indexed(**hit["_source"]) for hit in hits)
            if len(hits) < INVENTORY_PAGE:
                return iter(entries)
            body["search_after"] = hits[-1]["sort"]

    def rebuild(self, docs: Iterable[SearchDoc]) -> int:
        """See :meth:`SearchEngine.rebuild`."""
        index = f"{self._alias}-{time.time_ns()}-{secrets.token_hex(2)}"
        door = f"{index}-building"  # written through an alias: an index that is no more is not made anew
        self._send("PUT", f"/{index}", {**INDEX, "aliases": {door: {}}})
        try:
            count = self._write(door, map(source, docs), "")
            self._send("POST", f"/{index}/_refresh")
            held = self._indices()
            swap: list[Json] = [
                {"remove": {"index": old, "alias": self._alias}}
                for old, aliases in held.items()
                if self._alias in aliases
            ]
            swap += [
                {"add": {"index": index, "alias": self._alias}},
                {"remove": {"index": index, "alias": door}},
            ]
            self._send("POST", "/_aliases", {"actions": swap})
        except BaseException:
            self._send("DELETE", f"/{index}")
            raise
        for old in held:
            if _made_at(old) < _made_at(index):
                self._send("DELETE", f"/{old}")
        return count

    def health(self) -> Health:
        """See :meth:`SearchEngine.health`."""
        live = Search().query(Exactly(live=True)).to_dict()
        try:
            count = self._transport.send("POST", f"/{self._alias}/_count", live, timeout=ANSWER_TIMEOUT)
        except SearchUnavailableError as error:
            outdated = isinstance(error, IndexOutdatedError)
            return Health(usable=False, documents=0, detail=str(error), outdated=outdated)
        return Health(usable=True, documents=count["count"])

    def _terms(self, reader: _Reader, query: ParsedQuery) -> list[Term]:
        """The words of the query and how each may be found in what this viewer may see."""
        typed = str(query.number) if query.number is not None else query.text
        terms = [
            Term(word, frozenset((*word.keys, *text.query_keys(typed[word.start : word.end]))))
            for word in list(text.words(typed))[:MAX_QUERY_WORDS]
        ]
        if not terms:
            return []
        self._add_synonyms(terms)
        seen = reader.weigh(terms)
        last = terms[-1]
        if seen.completes and not self._lexicon.knows(last.word):
            last.prefix, last.synonyms = last.word.form, []
        unknown = [
            term
            for place, term in enumerate(terms)
            if not term.synonyms and not term.prefix and not seen.surely[place]
        ]
        reader.correct(unknown[:MAX_CORRECTIONS])
        if any(term.corrected for term in terms):
            self._add_synonyms(terms)
        if last.prefix or any(term.corrected for term in terms):
            reader.weigh(terms)
        return terms

    def _reader(self, denied: Sequence[str]) -> _Reader:
        return _Reader(self._transport, self._alias, denied, self._answer_timeout)

    def _add_synonyms(self, terms: Sequence[Term]) -> None:
        expressions = self._lexicon.alternatives([term.word for term in terms])
        for term, synonyms in zip(terms, expressions, strict=True):
            term.synonyms = synonyms

    def _send(self, method: str, path: str, body: Json | None = None) -> Any:
        return self._transport.send(method, path, body, timeout=WRITE_TIMEOUT)

    def _write(self, alias: str, sources: Iterable[Json], options: str) -> int:
        """Store *sources* through *alias*, a few megabytes at a time; return how many there were."""
        count, size = 0, 0
        lines: list[str] = []
        for line in written(alias, sources):
            if lines and size + len(line) > BULK_BYTES:
                self._send_lines(lines, options)
                lines, size = [], 0
            lines.append(line)
            size += len(line)
            count += 1
        if lines:
            self._send_lines(lines, options)
        return count

    def _send_lines(self, lines: Sequence[str], options: str) -> None:
        answer = self._transport.send_lines(f"/_bulk{options}", lines, timeout=WRITE_TIMEOUT)
        if answer["errors"]:
            for item in answer["items"]:
                _check(item["index"])

    def _indices(self) -> dict[str, list[str]]:
        """The indices of this portal, of any version, and their aliases."""
        held = self._send("GET", f"/{self._name}-*/_alias")
        return {
            index: list(about["aliases"])
            for index, about in held.items()
            if re.fullmatch(rf"{re.escape(self._name)}-[0-9a-f]{{10}}-\d+-[0-9a-f]{{4}}", index)
        }


def _made_at(index: str) -> int:
    return int(index.rsplit("-", 2)[1])


def _check(outcome: Json) -> None:
    """Raise if a line of a bulk request should be sent again; a newer version held is no failure."""
    status = outcome["status"]
    if status < 300 or status == 409:
        return
    reason = f"{outcome.get('_id')}: {outcome.get('error')}"
    if status == 404:
        raise IndexOutdatedError(f"The server has no such index: run search_rebuild. {reason}")
    if status == 429 or status >= 500:
        raise SearchUnavailableError(f"The server did not store {reason}")
    logger.error("The server will never store %s", reason)


# --- asking ---------------------------------------------------------------------------------------


class _Reader:
    """The requests of one search: what this viewer may see, and the time that is left."""

    def __init__(self, transport: Transport, alias: str, denied: Sequence[str], timeout: float) -> None:
        self._transport = transport
        self._path = f"/{alias}/_search"
        self._deadline = time.monotonic() + timeout
        hidden = [AnyOf(ancestors=list(denied))] if denied else []
        self.visible = Bool(filter=[Exactly(live=True)], must_not=hidden)

    def ask(self, search: Search) -> Any:
        """The server's answer. Raises SearchUnavailableError, also when the time is over."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise SearchUnavailableError("The server takes too long.")
        return self._transport.send("POST", self._path, search.to_dict(), timeout=left)

    def weigh(self, terms: Sequence[Term]) -> _Seen:
        """Count the visible documents that hold each term, and give the terms their weight."""
        filters: dict[str, Query] = {}
        for place, term in enumerate(terms):
            filters[f"{place} surely"] = _holds(term.keys)
            filters[f"{place} anyhow"] = Bool(should=[way.query for way in _ways(term)])
        form = terms[-1].word.form
        filters["form"] = _holds([form])
        filters["prefix"] = _begins(form)
        search = Search().query(self.visible).extra(track_total_hits=True)[:0]
        search.aggs.bucket("words", "filters", filters=filters)
        answer = self.ask(search)
        total = answer["hits"]["total"]["value"]
        buckets = answer["aggregations"]["words"]["buckets"]
        counts = {name: bucket["doc_count"] for name, bucket in buckets.items()}
        surely = [counts[f"{place} surely"] for place in range(len(terms))]
        for place, term in enumerate(terms):
            found = surely[place] or counts[f"{place} anyhow"]
            term.weight = math.log(1 + total / found) if found else 0.0
        completes = len(form) >= MINIMUM_PREFIX and not counts["form"] and counts["prefix"] > 0
        return _Seen(surely, completes)

    def correct(self, terms: Sequence[Term]) -> None:
        """Put misspelt words right, with the words of documents that this viewer may see."""
        misspelt = [term for term in terms if text.allowed_edits(term.word.form)]
        if not misspelt:
            return
        resembling = [
            Fuzzy(**{name: {"value": term.word.form, "fuzziness": text.allowed_edits(term.word.form)}})
            for term in misspelt
            for name in FIELDS
        ]
        search = Search().query(Bool(filter=[self.visible], should=resembling, minimum_should_match=1))
        answer = self.ask(search.source(["spellings"])[: SPELLING_SOURCES * len(misspelt)])
        candidates = {word for hit in answer["hits"]["hits"] for word in hit["_source"]["spellings"]}
        for term in misspelt:
            if written_right := nearest(term.word.form, candidates):
                term.correct(written_right)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What visible documents hold: of each term, how many; whether the last word begins one of theirs."""

    surely: list[int]
    completes: bool


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to find a term, and how fully (0 to 1) it says it."""

    query: Query
    grade: float = 1.0


def _ways(term: Term) -> list[_Way]:
    """The ways to find a term, the surest first."""
    ways = [_Way(_scored(term.keys, CORRECTION_WEIGHT if term.corrected else 1.0))]
    if term.prefix:
        ways.append(_Way(ConstantScore(filter=_begins(term.prefix), boost=PREFIX_WEIGHT)))
    if term.word.form.isalpha():
        ways.append(_Way(_of_family(term.word.form), 0.7))
    for expression in term.synonyms:
        if len(expression) == 1:
            ways.append(_Way(_scored(expression[0].keys, SYNONYM_WEIGHT), 0.7))
        else:
            ways.append(_Way(_in_order(expression, 6 * len(expression), SYNONYM_WEIGHT), 0.7))
            ways += [_Way(_scored(word.keys, LOOSE_SYNONYM_WEIGHT), 0.3) for word in expression]
    return ways


def _scored(keys: Iterable[str], boost: float) -> Query:
    fields = [f"{name}^{weight}" for name, weight in FIELD_WEIGHTS.items()]
    return MultiMatch(query=" ".join(sorted(keys)), fields=fields, type="cross_fields", boost=boost)


def _of_family(form: str) -> Query:
    return ConstantScore(filter=Exactly(family=stems.family(form)), boost=FAMILY_WEIGHT)


def _in_order(words: Iterable[text.Word], slop: int, boost: float = 1.0) -> Query:
    """Words that follow each other; each takes three places in the index."""
    keys = " ".join(word.keys[1] for word in words)
    return MultiMatch(query=keys, fields=list(FIELDS), type="phrase", slop=slop, boost=boost)


def _holds(keys: Iterable[str]) -> Query:
    return Bool(should=[_any_of(name, sorted(keys)) for name in FIELDS])


def _any_of(name: str, values: Any) -> Query:
    return AnyOf(**{name: values})


def _begins(form: str) -> Query:
    return Bool(should=[Prefix(**{name: form}) for name in FIELDS])


def _question(request: SearchRequest, query: ParsedQuery, terms: Sequence[Term], visible: Query) -> Search:
    """The body of a search: what is looked for, filtered, counted, in order."""
    search = Search().query(_wanted(query, terms, visible)).extra(track_total_hits=True)
    filters = {
        name: _any_of(f"facets.{name}", list(values)) for name, values in request.filters.items() if values
    }
    if filters:
        search = search.post_filter(Bool(filter=list(filters.values())))
    for name in request.facets:
        others = [condition for other, condition in filters.items() if other != name]
        bucket = search.aggs.bucket(name, "filter", filter=Bool(filter=others))
        bucket.bucket("values", "terms", field=f"facets.{name}", size=FACET_SIZE)
    latest = {"date": {"order": "desc", "missing": "_last"}}
    order = (latest, "key") if request.sort is Sort.DATE else ("_score", latest, "key")
    start = (request.page - 1) * request.page_size
    search = search.sort(*order).extra(track_scores=True)
    return search.source(["key", "kind", "number", "date", "shown"])[start : start + request.page_size]


def _wanted(query: ParsedQuery, terms: Sequence[Term], visible: Query) -> Query:
    if query.text and not terms:
        return MatchNone()
    filters = [visible]
    filters += [_in_order(words, 2 * (len(words) - 1)) for words in map(_words, query.phrases) if words]
    filters += [Exactly(**{"facets.tag": tag}) for tag in query.tags]
    hidden = [_in_order(words, 2 * (len(words) - 1)) for words in map(_words, query.excluded) if words]
    if not terms:
        return Bool(filter=filters, must_not=hidden)
    wanted: list[Query] = [Bool(must=[_relevant(terms)], filter=[_covers(terms)])]
    if query.number is not None:
        numbered = Bool(filter=[Exactly(number=query.number), Exactly(kind=Kind.ACTION)])
        wanted.append(ConstantScore(filter=numbered, boost=1e6))
    return Bool(should=wanted, minimum_should_match=1, filter=filters, must_not=hidden)


def _words(phrase: str) -> list[text.Word]:
    return list(text.words(phrase))


def _relevant(terms: Sequence[Term]) -> Query:
    """Documents that say any term, by how well they say it and how near the terms are to each other."""
    says = [
        DisMax(queries=[way.query for way in _ways(term)], tie_breaker=OTHER_WAYS_WEIGHT) for term in terms
    ]
    near = [_in_order((one.word, other.word), 8, NEARNESS_WEIGHT) for one, other in pairwise(terms)]
    return FunctionScore(
        query=Bool(should=[*says, *near]),
        functions=[
            BoostFactor(weight=share, filter=Bool(should=[way.query for way in _ways(term)]))
            for term, share in zip(terms, _shares(terms), strict=True)
            if share
        ],
        score_mode="sum",
        boost_mode="multiply",
    )


def _covers(terms: Sequence[Term]) -> Query:
    """Documents that say enough of the query, rare words saying more than common ones."""
    says = [
        DisMax(queries=[ConstantScore(filter=way.query, boost=share * way.grade) for way in _ways(term)])
        for term, share in zip(terms, _shares(terms), strict=True)
        if share
    ]
    return FunctionScore(query=Bool(should=says), min_score=MINIMUM_COVERAGE) if says else MatchNone()


def _shares(terms: Sequence[Term]) -> list[float]:
    """What each term says of the whole query."""
    whole = sum(term.weight for term in terms) or 1.0
    return [term.weight / whole for term in terms]


# --- answering -------------------------------------------------------------------------------------


def _counts(buckets: Iterable[Json]) -> tuple[FacetCount, ...]:
    return tuple(FacetCount(bucket["key"], bucket["doc_count"]) for bucket in buckets)


def _hit(hit: Json, terms: Sequence[Term], markers: Sequence[Marker]) -> Hit:
    stored = hit["_source"]
    shown = stored["shown"]
    passages = [
        *sentences(shown["summary"]),
        *sentences(shown["body"]),
        *(Passage(said, start) for start, said in shown["cues"]),
    ]
    passage = best_passage(passages, markers) or Passage(shown["summary"])
    day = stored.get("date")
    return Hit(
        key=stored["key"],
        kind=stored["kind"],
        score=hit["_score"] or 0.0,
        title=mark(shown["title"], markers),
        extract=mark(passage.text, markers),
        start=passage.start,
        number=stored.get("number"),
        date=date.fromisoformat(day) if day else None,
    )
