"""The server engine: Elasticsearch or OpenSearch, one body for both, built with ``elasticsearch.dsl``.

The index is reached by an alias whose name says which analyser made it: an index of another version of
the portal is simply not found, and a rebuild makes the right one beside it.
"""

import logging
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Self

from django.conf import settings
from elasticsearch.dsl import Search
from elasticsearch.dsl.query import Bool, Prefix
from elasticsearch.dsl.query import Term as Exactly

from search.analysis import text
from search.analysis.lexicon import Lexicon, default_lexicon
from search.engines.base import Health, Indexed, IndexOutdatedError, SearchEngine, SearchUnavailableError
from search.engines.embedded import phrase_marker
from search.engines.highlight import Marker, show
from search.engines.server_clauses import any_of
from search.engines.server_index import INDEX, fingerprint, source, tombstone, written
from search.engines.server_query import question, start, wanted
from search.engines.server_session import WINDOW, Found, SearchSession
from search.engines.terms import respelt
from search.engines.transports import Address, Json, Transport
from search.index.doc import SearchDoc
from search.query import MAX_QUERY_WORDS, FacetCount, Hit, SearchPage, SearchRequest, Sort, Suggestion, parse

logger = logging.getLogger(__name__)

# Seconds for a whole search, however many requests it takes; readers are then answered elsewhere.
ANSWER_TIMEOUT = 1.2
WRITE_TIMEOUT = 30.0
INVENTORY_PAGE = 2_000
BULK_BYTES = 5_000_000


class ElasticsearchEngine(SearchEngine):
    """Search on a server, reached through either client library."""

    def __init__(
        self,
        transport: Transport,
        name: str,
        vocabulary: Callable[[], Lexicon] = default_lexicon,
        answer_timeout: float = ANSWER_TIMEOUT,
    ) -> None:
        self._transport = transport
        self._answer_timeout = answer_timeout
        self._name = name
        self._alias = f"{name}-{fingerprint()}"
        self._vocabulary = vocabulary

    @classmethod
    def from_settings(cls) -> Self:
        """Return the engine on the server of ``settings.SEARCH_URL``."""
        address = Address.of(settings.SEARCH_URL)
        return cls(address.transport(), address.name)

    def patient(self) -> Self:
        return type(self)(self._transport, self._name, self._vocabulary, WRITE_TIMEOUT)

    def search(self, request: SearchRequest) -> SearchPage:
        query = parse(request.text)
        session = self._session(request.denied)
        terms = session.terms(query, request.lexicon or self._vocabulary())
        sought = wanted(session, query, terms)
        ranked = bool(terms) and request.sort is Sort.RELEVANCE
        answer = session.ask(question(request, sought, ranked=ranked))
        found = [Found.of(hit) for hit in answer["hits"]["hits"]]
        if ranked and found:
            session.rerank(found[:WINDOW], request, sought, terms)
            found[:WINDOW] = sorted(found[:WINDOW], key=lambda each: -each.score)
        first = (request.page - 1) * request.page_size - start(request, ranked=ranked)
        markers = [*(term.marker for term in terms), *map(phrase_marker, query.phrases)]
        facets = answer.get("aggregations", {})
        return SearchPage(
            hits=tuple(_hits(session, found[first : first + request.page_size], markers)),
            total=answer["hits"]["total"]["value"],
            facets={name: _counts(facets[name]["values"]["buckets"]) for name in request.facets},
            suggestion=respelt(query, terms),
            page=request.page,
            page_size=request.page_size,
        )

    def suggest(self, prefix: str, denied: tuple[str, ...], limit: int = 8) -> list[Suggestion]:
        typed = [word.form for word in text.words(parse(prefix).text)][:MAX_QUERY_WORDS]
        if not typed:
            return []
        session = self._session(denied)
        begins = Bool(filter=[session.visible, *(Prefix(title_forms=form) for form in typed)])
        wholly = [Exactly(title_forms=form) for form in typed]
        found = Search().query(Bool(must=[begins], should=wholly)).source(["key", "kind", "shown.title"])
        hits = session.ask(found.sort("_score", "key")[: 3 * limit])["hits"]["hits"]
        suggestions: dict[str, Suggestion] = {}
        for hit in hits:
            stored = hit["_source"]
            title = stored["shown"]["title"]
            suggestions.setdefault(title, Suggestion(stored["key"], stored["kind"], title))
        return list(suggestions.values())[:limit]

    def upsert(self, docs: Iterable[SearchDoc]) -> None:

        self._write(self._alias, map(source, docs), "?refresh=true")

    def delete(self, keys: Iterable[str], version: int) -> None:
        self._write(self._alias, (tombstone(key, version) for key in keys), "?refresh=true")

    def inventory(self) -> Iterator[Indexed]:
        # Read in the order of keys, so writes meanwhile do no harm.
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
        index = f"{self._alias}-{time.time_ns()}-{secrets.token_hex(2)}"
        write_alias = (
            f"{index}-building"  # written through an alias: an index that is no more is not made anew
        )
        self._send("PUT", f"/{index}", {**INDEX, "aliases": {write_alias: {}}})
        try:
            count = self._write(write_alias, map(source, docs), "")
            self._send("POST", f"/{index}/_refresh")
            held = self._indices()
            swap: list[Json] = [
                {"remove": {"index": old, "alias": self._alias}}
                for old, aliases in held.items()
                if self._alias in aliases
            ]
            swap += [
                {"add": {"index": index, "alias": self._alias}},
                {"remove": {"index": index, "alias": write_alias}},
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
        live = Search().query(Exactly(live=True)).to_dict()
        try:
            count = self._transport.send("POST", f"/{self._alias}/_count", live, timeout=ANSWER_TIMEOUT)
        except SearchUnavailableError as error:
            outdated = isinstance(error, IndexOutdatedError)
            return Health(usable=False, documents=0, detail=str(error), outdated=outdated)
        return Health(usable=True, documents=count["count"])

    def size(self) -> int:
        """Return the bytes that the index takes on the server's disk."""
        store = self._send("GET", f"/{self._alias}/_stats/store")
        return int(store["_all"]["primaries"]["store"]["size_in_bytes"])

    def remove(self) -> None:
        """Take every index of this name away."""
        for index in self._indices():
            self._send("DELETE", f"/{index}")

    def _session(self, denied: Sequence[str]) -> SearchSession:
        return SearchSession(self._transport, self._alias, denied, self._answer_timeout)

    def _send(self, method: str, path: str, body: Json | None = None) -> Any:
        return self._transport.send(method, path, body, timeout=WRITE_TIMEOUT)

    def _write(self, alias: str, sources: Iterable[Json], options: str) -> int:
        """Store *sources* through *alias*, a few megabytes at a time. Return how many there were."""
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
        """Return the indices of this portal, of any version, with their aliases."""
        held = self._send("GET", f"/{self._name}-*/_alias")
        return {
            index: list(about["aliases"])
            for index, about in held.items()
            if re.fullmatch(rf"{re.escape(self._name)}-[0-9a-f]{{10}}-\d+-[0-9a-f]{{4}}", index)
        }


def _made_at(index: str) -> int:
    return int(index.rsplit("-", 2)[1])


def _check(outcome: Json) -> None:
    """Raise if a line of a bulk request should be sent again. A newer version held is no failure."""
    status = outcome["status"]
    if status < 300 or status == 409:
        return
    error = outcome.get("error")
    kind = error.get("type") if isinstance(error, dict) else ""  # its words quote the document
    reason = f"{outcome.get('_id')}: {status} {kind}"
    if status == 404:
        raise IndexOutdatedError(f"The server has no such index: run search_rebuild. {reason}")
    if status == 429 or status >= 500:
        raise SearchUnavailableError(f"The server did not store {reason}")
    logger.error("The server will never store %s", reason)


def _counts(buckets: Iterable[Json]) -> tuple[FacetCount, ...]:
    return tuple(FacetCount(bucket["key"], bucket["doc_count"]) for bucket in buckets)


def _hits(session: SearchSession, found: Sequence[Found], markers: Sequence[Marker]) -> Iterator[Hit]:
    """Yield what is shown of the results, in their order."""
    if not found:
        return
    search = Search().query(Bool(filter=[session.visible, any_of("key", [each.key for each in found])]))
    search = search.source(["key", "kind", "number", "date", "shown"])
    stored = {
        hit["_source"]["key"]: hit["_source"] for hit in session.ask(search[: len(found)])["hits"]["hits"]
    }
    for each in found:
        if each.key in stored:
            yield show(stored[each.key], stored[each.key]["shown"], each.score, markers)
