"""What the search server is asked for one search: bodies built with ``elasticsearch.dsl``.

The words are counted first, for what they weigh and for spelling; then documents are found, and the best of
them put in order as the embedded engine does (``search.engines.ranking``).
"""

from __future__ import annotations

import heapq
import math
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from elasticsearch.dsl import Search
from elasticsearch.dsl.function import BoostFactor
from elasticsearch.dsl.query import (
    Bool,
    ConstantScore,
    DisMax,
    FunctionScore,
    Fuzzy,
    MatchNone,
    MatchPhrase,
    Prefix,
    Query,
    RankFeature,
)
from elasticsearch.dsl.query import Term as Exactly
from elasticsearch.dsl.query import Terms as AnyOf

from search.analysis import text
from search.analysis.lexicon import Lexicon
from search.engines.base import (
    SearchUnavailableError,
)
from search.engines.embedded import NUMBER_SCORE
from search.engines.ranking import (
    BEST_READ,
    COMMENTS_WEIGHT,
    LINK_WEIGHT,
    MAX_RELATED,
    MAX_RELATED_SHARE,
    MINIMUM_COVERAGE,
    NEARNESS_WEIGHT,
    OTHER_WAYS_WEIGHT,
    RELATED_SHARE,
    WEAK_WEIGHT,
    WEAK_WORDS,
)
from search.engines.server_index import family_key
from search.engines.terms import (
    CORRECTION_WEIGHT,
    LOOSE_GRADE,
    LOOSE_SYNONYM_WEIGHT,
    MAX_CORRECTIONS,
    MINIMUM_PREFIX,
    PREFIX_WEIGHT,
    RELATED_GRADE,
    RELATED_WEIGHT,
    ROUGH_GRADE,
    ROUGH_WEIGHT,
    SYNONYM_GRADE,
    SYNONYM_WEIGHT,
    Term,
    add_synonyms,
)
from search.engines.transports import Json, Transport
from search.engines.view import MAX_COMPLETIONS, TELLING_SHARE
from search.enums import Kind
from search.query import (
    MAX_QUERY_WORDS,
    ParsedQuery,
    SearchRequest,
    Sort,
)

# Between a fifth and the whole of the query, the straight line nearest to the square root by which the
# embedded engine weighs how much of the query a document says.
COVERAGE_BASE = 0.37
COVERAGE_SLOPE = 0.65
SPELLING_SOURCES = 5
"""Documents whose words are compared letter by letter with a misspelt one."""
WINDOW = 100
"""Best results that are put in order here, by what they say of each other."""
FACET_SIZE = 500


@dataclass(slots=True)
class Found:
    """A result and what puts it in its place."""

    key: str
    score: float
    comments: int
    links: Sequence[str]
    head: frozenset[str]
    """The light stems of its title, its names and the beginning of its summary."""

    @classmethod
    def of(cls, hit: Json) -> Found:
        """Read a hit of the server."""
        stored = hit["_source"]
        head = frozenset(stored["head"].split())
        return cls(stored["key"], hit["_score"] or 0.0, stored["comments"], stored["links"], head)


class Reader:
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
        if (
            len(last.word.form) >= MINIMUM_PREFIX
            and not lexicon.knows(last.word)
            and not self.sees(last.word.form)
        ):
            self._complete(last)
        unknown = [
            term
            for term in terms
            if not term.synonyms and not term.completions and not any(map(self.sees, term.keys))
        ]
        self._correct(unknown[:MAX_CORRECTIONS], lexicon)
        if any(term.corrected for term in terms):
            add_synonyms(terms, lexicon)
            self._count(terms)
        for term in terms:
            held = self._holders(term)
            term.weight = self._rarity(held) * _say_of(term) if held else 0.0
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
        """Return how much results say of the *telling* words."""
        if not telling:
            return {}
        says = Bool(should=[_impact(f"l_{stem}", weight) for stem, weight in telling.items()])
        search = Search().query(Bool(filter=[wanted, *_filters(request).values()], must=[says]))
        hits = self.ask(search.source(["key"])[:WINDOW])["hits"]["hits"]
        return {hit["_source"]["key"]: hit["_score"] for hit in hits}

    def held(self, name: str) -> int:
        """Return how many visible documents hold a key, or a phrase of stems."""
        return self._counts.get(name, 0)

    def sees(self, key: str) -> bool:
        """Return whether a visible document holds *key*."""
        return self.held(key) > 0

    def rarity(self, name: str) -> float:
        """Return how much a key or a phrase tells its documents from the others."""
        return self._rarity(self.held(name))

    def is_telling(self, documents: int) -> bool:
        """Return whether a word that *documents* hold tells them from the others by itself."""
        return documents <= TELLING_SHARE * self._documents

    def _rarity(self, documents: int) -> float:
        return math.log(1 + (self._documents + 0.5) / (documents + 0.5))

    def _holders(self, term: Term) -> int:
        """Estimate how many visible documents say a term, by the word itself, a completion, or else."""
        itself = max(map(self.held, (*term.keys, *term.completions)))
        return itself or max(map(self.held, _looked_for(term)))

    def _count(self, terms: Sequence[Term]) -> None:
        """Count the visible documents that hold what the terms are looked for by."""
        self._count_names({name: holds for term in terms for name, holds in _looked_for(term).items()})

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
                form, keys = text.analyse(right)
                term.word = text.Word(term.word.start, term.word.end, form, keys)
                term.keys, term.corrected = frozenset(keys), right

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
        if abs(len(folded := text.fold(spelling)) - len(form)) <= allowed
    )
    best = min(measured, default=None)
    return best[2] if best and best[0] <= allowed else None


def _say_of(term: Term) -> float:
    """Return the weight of a word: less if people put it around what they look for."""
    return WEAK_WEIGHT if term.word.form in WEAK_WORDS else 1.0


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to find a term: what scores it, what merely holds it, how fully (0 to 1) it says it."""

    scores: Query
    holds: Query
    grade: float


def _looked_for(term: Term) -> dict[str, Query]:
    """Return, by name, the keys and phrases that a term is looked for by."""
    keys = {*term.keys, *(key for expression in term.synonyms for word in expression for key in word.keys)}
    keys.add(family_key(term.word.form))
    phrases = [expression for expression in term.synonyms if len(expression) > 1]
    return {key: Exactly(keys=key) for key in keys} | {_name(words): _in_order(words) for words in phrases}


def _ways(reader: Reader, term: Term) -> list[_Way]:
    """Return the ways to find a term, the surest first, without those that no visible document holds."""
    factor = _say_of(term)

    def say(keys: Iterable[str], weight: float, grade: float = 1.0) -> list[_Way]:
        seen = sorted(filter(reader.sees, keys))
        scores = Bool(should=[_impact(key, factor * weight * reader.rarity(key)) for key in seen])
        return [_Way(scores, any_of("keys", seen), grade)] if seen else []

    surest = CORRECTION_WEIGHT if term.corrected else 1.0
    rough = {key for key in term.keys if key.startswith("s_")}
    ways = say(term.keys - rough, surest)
    ways += say(term.completions, PREFIX_WEIGHT)
    ways += say(rough, surest * ROUGH_WEIGHT, ROUGH_GRADE)
    ways += say([family_key(term.word.form)], RELATED_WEIGHT, RELATED_GRADE)
    for expression in term.synonyms:
        if len(expression) == 1:
            ways += say(expression[0].keys, SYNONYM_WEIGHT, SYNONYM_GRADE)
            continue
        if reader.sees(_name(expression)):
            # A single word is known by three keys: a phrase must not weigh less.
            boost = 3 * factor * SYNONYM_WEIGHT * reader.rarity(_name(expression)) / len(expression)
            scored = [_impact(word.keys[1], boost) for word in expression]
            phrase = _in_order(expression)
            ways.append(_Way(Bool(filter=[phrase], should=scored), phrase, SYNONYM_GRADE))
        for word in expression:
            if reader.is_telling(max(map(reader.held, word.keys))):
                ways += say(word.keys, LOOSE_SYNONYM_WEIGHT, LOOSE_GRADE)
    return ways


def _impact(key: str, boost: float) -> Query:
    return RankFeature(field=f"impacts.{key}", linear={}, boost=boost)


def _name(words: Iterable[text.Word]) -> str:
    return " ".join(word.stem for word in words if not word.joined)


def _in_order(words: Iterable[text.Word], slop: int = 0) -> Query:
    """Return the query for words that follow each other in a line, stemmed."""
    return MatchPhrase(lines={"query": _name(words), "slop": slop})


def any_of(field: str, values: Any) -> Query:
    """Return the query for the documents with one of these values of a field."""
    return AnyOf(**{field: values})


def _filters(request: SearchRequest) -> dict[str, Query]:
    return {
        name: any_of(f"facets.{name}", list(values)) for name, values in request.filters.items() if values
    }


def start(request: SearchRequest, *, ranked: bool) -> int:
    """Return the place of the first result asked for, or of the first of all if the best are ranked here."""
    place = (request.page - 1) * request.page_size
    return 0 if ranked and place < WINDOW else place


def question(request: SearchRequest, wanted: Query, *, ranked: bool) -> Search:
    """Return the body of a search: query, filters, counts and order."""
    search = Search().query(wanted).extra(track_total_hits=True, track_scores=True)
    filters = _filters(request)
    if filters:
        search = search.post_filter(Bool(filter=list(filters.values())))
    for name in request.facets:
        others = [condition for other, condition in filters.items() if other != name]
        bucket = search.aggs.bucket(name, "filter", filter=Bool(filter=others))
        bucket.bucket("values", "terms", field=f"facets.{name}", size=FACET_SIZE)
    latest = {"date": {"order": "desc", "missing": "_last"}}
    order = (latest, "key") if request.sort is Sort.DATE else ("_score", latest, "key")
    last = request.page * request.page_size
    search = search.sort(*order).source(["key", "links", "comments", "head"])
    return search[start(request, ranked=ranked) : max(last, WINDOW) if ranked else last]


def wanted(reader: Reader, query: ParsedQuery, terms: Sequence[Term]) -> Query:
    """Return the query for the visible documents that match.

    They say enough of the query, hold its phrases and tags, and hold nothing that it excludes.
    """
    if query.text and not terms:
        return MatchNone()
    held = [_in_order(words) for words in map(_words, query.phrases) if words]
    held += [any_of("facets.tag", [tag]) for tag in query.tags]
    hidden = [_in_order(words) for words in map(_words, query.excluded) if words]
    if not terms:
        return Bool(filter=[reader.visible, *held], must_not=hidden)
    wanted: list[Query] = [_relevant(reader, terms)]
    if query.number is not None:
        numbered = Bool(filter=[Exactly(number=query.number), Exactly(kind=Kind.ACTION)])
        wanted.append(ConstantScore(filter=numbered, boost=NUMBER_SCORE))
    return Bool(filter=[reader.visible, *held], should=wanted, minimum_should_match=1, must_not=hidden)


def _words(phrase: str) -> list[text.Word]:
    return list(text.words(phrase))


def _relevant(reader: Reader, terms: Sequence[Term]) -> Query:
    """Return the query for the documents that say enough of the terms.

    Rare words count more than common ones. Score them by how well they say the terms, how much of the query
    that is, and how near each other the terms stand.
    """
    ways = {place: _ways(reader, term) for place, term in enumerate(terms)}
    whole = sum(term.weight for term in terms) or 1.0
    shares = {place: terms[place].weight / whole for place, found in ways.items() if found}
    if not shares:
        return MatchNone()
    says = [
        DisMax(queries=[way.scores for way in ways[place]], tie_breaker=OTHER_WAYS_WEIGHT) for place in shares
    ]
    covers = [
        DisMax(queries=[ConstantScore(filter=way.holds, boost=share * way.grade) for way in ways[place]])
        for place, share in shares.items()
    ]
    covering = [
        BoostFactor(weight=COVERAGE_SLOPE * share, filter=Bool(should=[way.holds for way in ways[place]]))
        for place, share in shares.items()
    ]
    near = [
        ConstantScore(
            filter=_in_order((one.word, other.word), slop=3),
            boost=NEARNESS_WEIGHT * min(one.weight, other.weight),
        )
        for one, other in pairwise(terms)
        if one.word.stem != other.word.stem and one.weight and other.weight
    ]
    return Bool(
        filter=[FunctionScore(query=Bool(should=covers), min_score=MINIMUM_COVERAGE)],
        must=[
            FunctionScore(
                query=Bool(should=says),
                functions=[BoostFactor(weight=COVERAGE_BASE), *covering],
                score_mode="sum",
                boost_mode="multiply",
            )
        ],
        should=near,
    )
