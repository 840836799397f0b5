"""The pieces of which the search server's queries are made."""

from collections.abc import Iterable
from typing import Any

from elasticsearch.dsl.query import MatchPhrase, Query, RankFeature
from elasticsearch.dsl.query import Term as Exactly
from elasticsearch.dsl.query import Terms as AnyOf

from search.analysis import text
from search.engines.ranking import WEAK_WEIGHT, WEAK_WORDS
from search.engines.server_index import family_key
from search.engines.terms import Term
from search.query import SearchRequest


def say_of(term: Term) -> float:
    """Return the factor of a term. It is lower for a word that people put around what they look for."""
    return WEAK_WEIGHT if term.word.form in WEAK_WORDS else 1.0


def looked_for(term: Term) -> dict[str, Query]:
    """Return the queries of the keys and phrases by which a term is looked for, by name."""
    keys = {*term.keys, *(key for expression in term.synonyms for word in expression for key in word.keys)}
    keys.add(family_key(term.word.form))
    phrases = [expression for expression in term.synonyms if len(expression) > 1]
    return {key: Exactly(keys=key) for key in keys} | {
        phrase_name(words): in_order(words) for words in phrases
    }


def impact(key: str, boost: float) -> Query:
    """Score the documents that hold a key by its weight in them."""
    return RankFeature(field=f"impacts.{key}", linear={}, boost=boost)


def phrase_name(words: Iterable[text.Word]) -> str:
    """Return the stems of an expression as the index has them in a line."""
    return " ".join(word.stem for word in words if not word.joined)


def in_order(words: Iterable[text.Word], slop: int = 0) -> Query:
    """Match words that follow each other in a line, stemmed."""
    return MatchPhrase(lines={"query": phrase_name(words), "slop": slop})


def any_of(field: str, values: Any) -> Query:
    """Match the documents of which a field has one of these values."""
    return AnyOf(**{field: values})


def filters_of(request: SearchRequest) -> dict[str, Query]:
    """Return the filters that were chosen, by the name of their facet."""
    return {
        name: any_of(f"facets.{name}", list(values)) for name, values in request.filters.items() if values
    }
