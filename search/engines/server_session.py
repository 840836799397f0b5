"""The requests that one search makes of the search server, and what they learn of its words.

The words are counted first, for what they weigh and for spelling; the best documents found are then put in
order as the embedded engine does (``search.engines.ranking``).
"""

import heapq
import math
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from elasticsearch.dsl import Search
from elasticsearch.dsl.query import Bool, Fuzzy, Prefix, Query
from elasticsearch.dsl.query import Term as Exactly
from elasticsearch.dsl.query import Terms as AnyOf

from portal.common.text import fold
from search.analysis import text
from search.analysis.lexicon import Lexicon
from search.engines.base import SearchUnavailableError
from search.engines.index_reader import MAX_COMPLETIONS, TELLING_SHARE
from search.engines.ranking import (
    BEST_READ,
    COMMENTS_WEIGHT,
    LINK_WEIGHT,
    MAX_RELATED,
    MAX_RELATED_SHARE,
    RELATED_SHARE,
)
from search.engines.server_clauses import filters_of, impact, looked_for, say_of
from search.engines.terms import MINIMUM_PREFIX, Term, add_synonyms, unknown
from search.engines.transports import Json, Transport
from search.query import MAX_QUERY_WORDS, ParsedQuery, SearchRequest

SPELLING_SOURCES = 5  # documents whose words are compared letter by letter with a misspelt one
WINDOW = 100  # best results that are put in order here, by what they say of each other


@dataclass(slots=True)
class Found:
    """A result and what puts it in its place."""

    key: str
    score: float
    comments: int
    links: Sequence[str]
    head: frozenset[str]  # the light stems of its title, its names and the beginning of its summary

    @classmethod
    def of(cls, hit: Json) -> Self:
        """Read a hit of the server."""
        stored = hit["_source"]
        head = frozenset(stored["head"].split())
        return cls(stored["key"], hit["_score"] or 0.0, stored["comments"], stored["links"], head)


class SearchSession:
    """The requests of one search: what this viewer may see, what its words weigh, and the time left."""

    def __init__(self, transport: Transport, alias: str, denied: Sequence[str], timeout: float) -> None:
        self._transport = transport
        self._path = f"/{alias}/_search"
        self._deadline = time.monotonic() + timeout
        self._counts: dict[str, int] = {}
        self._documents = 0
        hidden = [AnyOf(ancestors=list(denied))] if denied else []
        self.visible = Bool(filter=[Exactly(live=True)], must_not=hidden)

    def ask(self, search: Search) -> Any:
        """Return the server's answer.

        Raise `SearchUnavailableError` if there is none, or if the time is over.
        """
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise SearchUnavailableError("The server takes too long.")
        return self._transport.send("POST", self._path, search.to_dict(), timeout=left)

    def terms(self, query: ParsedQuery, lexicon: Lexicon) -> list[Term]:
        """Return the words of *query*, with misspelt ones corrected to what the viewer may see."""
        typed = str(query.number) if query.number is not None else query.text
        terms = [
            Term(
                word, frozenset((*word.keys, *text.query_keys(typed[word.start : word.end]))), typed=word.form
            )
            for word in list(text.words(typed))[:MAX_QUERY_WORDS]
        ]
        if not terms:
            return []
        add_synonyms(terms, lexicon)
        self._count(terms)
        last = terms[-1]
        form = last.word.form
        if len(form) >= MINIMUM_PREFIX and not lexicon.knows(last.word) and not self.sees(form):
            self._complete(last)
        self._correct(unknown(terms, self.sees), lexicon)
        if any(term.corrected for term in terms):
            add_synonyms(terms, lexicon)
            self._count(terms)
        for term in terms:
            held = self._holders(term)
            term.weight = self._rarity(held) * say_of(term) if held else 0.0
        return terms

    def rerank(
        self, found: Sequence[Found], request: SearchRequest, wanted: Query, terms: Sequence[Term]
    ) -> None:
        """Raise the results that share the telling words of the best ones, or that these name.

        See `search.engines.ranking.add_related`. Only visible results are read.
        """
        best = found[0].score
        if not best:
            return
        telling = self._telling(found[:BEST_READ], {term.word.stem for term in terms})
        related = self._related(telling, request, wanted)
        most = max(related.values(), default=0.0)
        by_key = {each.key: each for each in found}
        linked: dict[str, float] = defaultdict(float)
        for one in found:
            for other in filter(None, map(by_key.get, one.links)):
                linked[one.key] = max(linked[one.key], other.score)
                linked[other.key] = max(linked[other.key], one.score)
        for each in found:
            each.score += LINK_WEIGHT * linked[each.key]
            if each.key in related:
                each.score += RELATED_SHARE * best * related[each.key] / most
            each.score *= 1 + COMMENTS_WEIGHT * each.comments

    def _telling(self, best: Sequence[Found], typed: set[str]) -> dict[str, float]:
        """Return the words that tell the best results from the others, and how much each does."""
        shares: dict[str, float] = defaultdict(float)
        for each in best:
            for stem in each.head - typed:
                shares[stem] += each.score / best[0].score
        self._count_names({f"l_{stem}": Exactly(keys=f"l_{stem}") for stem in shares})
        telling = {
            stem: share * self.rarity(f"l_{stem}")
            for stem, share in shares.items()
            if 1 < self.held(f"l_{stem}") <= MAX_RELATED_SHARE * self._documents
        }
        return {stem: telling[stem] for stem in heapq.nlargest(MAX_RELATED, telling, key=telling.__getitem__)}

    def _related(
        self, telling: Mapping[str, float], request: SearchRequest, wanted: Query
    ) -> dict[str, float]:
        """Return how much each result says about the *telling* words."""
        if not telling:
            return {}
        says = Bool(should=[impact(f"l_{stem}", weight) for stem, weight in telling.items()])
        search = Search().query(Bool(filter=[wanted, *filters_of(request).values()], must=[says]))
        hits = self.ask(search.source(["key"])[:WINDOW])["hits"]["hits"]
        return {hit["_source"]["key"]: hit["_score"] for hit in hits}

    def held(self, name: str) -> int:
        """Return the number of visible documents that hold a key, or a phrase of stems."""
        return self._counts.get(name, 0)

    def sees(self, key: str) -> bool:
        """Return True if a visible document holds *key*."""
        return self.held(key) > 0

    def rarity(self, name: str) -> float:
        """Return how far a key or a phrase distinguishes its documents."""
        return self._rarity(self.held(name))

    def is_telling(self, documents: int) -> bool:
        """Return True if a word alone distinguishes the *documents* that hold it."""
        return documents <= TELLING_SHARE * self._documents

    def _rarity(self, documents: int) -> float:
        return math.log(1 + (self._documents + 0.5) / (documents + 0.5))

    def _holders(self, term: Term) -> int:
        """Return about how many visible documents say a term, by its synonyms only if no other way."""
        itself = max(map(self.held, (*term.keys, *term.completions)))
        return itself or max(map(self.held, looked_for(term)))

    def _count(self, terms: Sequence[Term]) -> None:
        """Count the visible documents that hold what the terms are looked for by."""
        self._count_names({name: holds for term in terms for name, holds in looked_for(term).items()})

    def _count_names(self, wanted: Mapping[str, Query]) -> None:
        if not wanted:
            return
        search = Search().query(self.visible).extra(track_total_hits=True)[:0]
        search.aggs.bucket("words", "filters", filters=dict(wanted))
        answer = self.ask(search)
        self._documents = answer["hits"]["total"]["value"]
        buckets = answer["aggregations"]["words"]["buckets"]
        self._counts |= {name: bucket["doc_count"] for name, bucket in buckets.items()}

    def _complete(self, term: Term) -> None:
        """Take a last word that no text holds as the beginning of one, if it is."""
        form = term.word.form
        search = Search().query(Bool(filter=[self.visible, Prefix(forms=form)]))[:0]
        search.aggs.bucket("forms", "terms", field="forms", include=f"{form}.*", size=MAX_COMPLETIONS)
        buckets = self.ask(search)["aggregations"]["forms"]["buckets"]
        found = {each["key"]: each["doc_count"] for each in buckets if each["key"].startswith(form)}
        if found:
            self._counts |= found
            term.completions, term.synonyms = list(found), []

    def _correct(self, terms: Sequence[Term], lexicon: Lexicon) -> None:
        """Put misspelt words right, with the words that this viewer may see or with those of the synonyms."""
        allowed = {term.word.form: text.allowed_edits(term.word.form) for term in terms}
        resembling = [
            Fuzzy(forms={"value": form, "fuzziness": edits}) for form, edits in allowed.items() if edits
        ]
        if not resembling:
            return
        search = Search().query(Bool(filter=[self.visible], should=resembling, minimum_should_match=1))
        answer = self.ask(search.source(["spellings"])[: SPELLING_SOURCES * len(resembling)])
        spellings = {word for hit in answer["hits"]["hits"] for word in hit["_source"]["spellings"]}
        for term in terms:
            right = _nearest(term.word.form, spellings) or self._synonym(term.word.form, lexicon)
            if right is not None:
                term.correct(text.analyse(right)[0], right)

    def _synonym(self, form: str, lexicon: Lexicon) -> str | None:
        """Return the word of the synonyms nearest to a misspelt one, if the viewer sees what it means."""
        near = lexicon.near(form, text.allowed_edits(form)).values()
        means = {written: lexicon.alternatives([*text.words(written)])[0] for written in near}
        keys = {
            key for others in means.values() for other in others if len(other) == 1 for key in other[0].keys
        }
        self._count_names({key: Exactly(keys=key) for key in keys})
        for written, others in means.items():
            if any(self.sees(key) for other in others if len(other) == 1 for key in other[0].keys):
                return written
        return None


def _nearest(form: str, spellings: Iterable[str]) -> str | None:
    """Return the word that is the fewest mistakes away from a misspelt one, or None if none is near."""
    allowed = text.allowed_edits(form)
    measured = (
        (text.edit_distance(form, folded, allowed), folded, spelling)
        for spelling in spellings
        if abs(len(folded := fold(spelling)) - len(form)) <= allowed
    )
    best = min(measured, default=None)
    return best[2] if best and best[0] <= allowed else None
