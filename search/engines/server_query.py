"""Request bodies of one search for the search server, built with ``elasticsearch.dsl``."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from elasticsearch.dsl import Search
from elasticsearch.dsl.function import BoostFactor
from elasticsearch.dsl.query import Bool, ConstantScore, DisMax, FunctionScore, MatchNone, Query
from elasticsearch.dsl.query import Term as Exactly

from search.analysis import text
from search.engines.embedded import NUMBER_SCORE
from search.engines.ranking import MINIMUM_COVERAGE, NEARNESS_WEIGHT, OTHER_EXPANSIONS_WEIGHT
from search.engines.server_clauses import any_of, filters_of, impact, in_order, phrase_name, say_of
from search.engines.server_index import family_key
from search.engines.server_session import WINDOW, SearchSession
from search.engines.terms import (
    CORRECTION_WEIGHT,
    LOOSE_GRADE,
    LOOSE_SYNONYM_WEIGHT,
    PREFIX_WEIGHT,
    RELATED_GRADE,
    RELATED_WEIGHT,
    ROUGH_GRADE,
    ROUGH_WEIGHT,
    SYNONYM_GRADE,
    SYNONYM_WEIGHT,
    Term,
)
from search.enums import Kind
from search.query import ParsedQuery, SearchRequest, Sort

# Between a fifth and the whole of the query, the straight line nearest to the square root by which the
# embedded engine weighs how much of the query a document says.
COVERAGE_BASE = 0.37
COVERAGE_SLOPE = 0.65
FACET_SIZE = 500


@dataclass(frozen=True, slots=True)
class _Expansion:
    """One expansion to find a term: what scores it, what merely holds it, how fully (0 to 1) it says it."""

    scores: Query
    holds: Query
    grade: float


def _expansions(session: SearchSession, term: Term) -> list[_Expansion]:
    """Return the expansions of a term, the surest first; what no visible document holds is left out."""
    factor = say_of(term)

    def say(keys: Iterable[str], weight: float, grade: float = 1.0) -> list[_Expansion]:
        seen = sorted(filter(session.sees, keys))
        scores = Bool(should=[impact(key, factor * weight * session.rarity(key)) for key in seen])
        return [_Expansion(scores, any_of("keys", seen), grade)] if seen else []

    surest = CORRECTION_WEIGHT if term.corrected else 1.0
    rough = {key for key in term.keys if key.startswith("s_")}
    expansions = say(term.keys - rough, surest)
    expansions += say(term.completions, PREFIX_WEIGHT)
    expansions += say(rough, surest * ROUGH_WEIGHT, ROUGH_GRADE)
    expansions += say([family_key(term.word.form)], RELATED_WEIGHT, RELATED_GRADE)
    for expression in term.synonyms:
        if len(expression) == 1:
            expansions += say(expression[0].keys, SYNONYM_WEIGHT, SYNONYM_GRADE)
            continue
        if session.sees(phrase_name(expression)):
            # A single word is known by three keys: a phrase must not weigh less.
            boost = 3 * factor * SYNONYM_WEIGHT * session.rarity(phrase_name(expression)) / len(expression)
            scored = [impact(word.keys[1], boost) for word in expression]
            phrase = in_order(expression)
            expansions.append(_Expansion(Bool(filter=[phrase], should=scored), phrase, SYNONYM_GRADE))
        for word in expression:
            if session.is_telling(max(map(session.held, word.keys))):
                expansions += say(word.keys, LOOSE_SYNONYM_WEIGHT, LOOSE_GRADE)
    return expansions


def start(request: SearchRequest, *, ranked: bool) -> int:
    """Return the place of the first result asked for, or of the first of all if the best are ranked here."""
    place = (request.page - 1) * request.page_size
    return 0 if ranked and place < WINDOW else place


def question(request: SearchRequest, wanted: Query, *, ranked: bool) -> Search:
    """Return the body of a search: query, filters, counts and order."""
    search = Search().query(wanted).extra(track_total_hits=True, track_scores=True)
    filters = filters_of(request)
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


def wanted(session: SearchSession, query: ParsedQuery, terms: Sequence[Term]) -> Query:
    """Return the query for the visible documents that match.

    They say enough of the query, hold its phrases and tags, and hold nothing that it excludes.
    """
    if query.text and not terms:
        return MatchNone()
    held = [in_order(words) for words in map(_words, query.phrases) if words]
    held += [any_of("facets.tag", [tag]) for tag in query.tags]
    hidden = [in_order(words) for words in map(_words, query.excluded) if words]
    if not terms:
        return Bool(filter=[session.visible, *held], must_not=hidden)
    wanted: list[Query] = [_relevant(session, terms)]
    if query.number is not None:
        numbered = Bool(filter=[Exactly(number=query.number), Exactly(kind=Kind.ACTION)])
        wanted.append(ConstantScore(filter=numbered, boost=NUMBER_SCORE))
    return Bool(filter=[session.visible, *held], should=wanted, minimum_should_match=1, must_not=hidden)


def _words(phrase: str) -> list[text.Word]:
    return list(text.words(phrase))


def _relevant(session: SearchSession, terms: Sequence[Term]) -> Query:
    """Return the query for the documents that say enough of the terms.

    Rare words count more than common ones. Score them by how well they say the terms, how much of the query
    that is, and how near each other the terms stand.
    """
    expansions = {place: _expansions(session, term) for place, term in enumerate(terms)}
    whole = sum(term.weight for term in terms) or 1.0
    shares = {place: terms[place].weight / whole for place, found in expansions.items() if found}
    if not shares:
        return MatchNone()
    says = [
        DisMax(
            queries=[expansion.scores for expansion in expansions[place]], tie_breaker=OTHER_EXPANSIONS_WEIGHT
        )
        for place in shares
    ]
    covers = [
        DisMax(
            queries=[
                ConstantScore(filter=expansion.holds, boost=share * expansion.grade)
                for expansion in expansions[place]
            ]
        )
        for place, share in shares.items()
    ]
    covering = [
        BoostFactor(
            weight=COVERAGE_SLOPE * share,
            filter=Bool(should=[expansion.holds for expansion in expansions[place]]),
        )
        for place, share in shares.items()
    ]
    near = [
        ConstantScore(
            filter=in_order((one.word, other.word), slop=3),
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
