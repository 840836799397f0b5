"""Which documents answer a query, and in which order."""

from __future__ import annotations

import heapq
import json
import math
import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from search.engines.terms import Term, Way
from search.engines.view import Scores, View

OTHER_WAYS_WEIGHT = 0.4
"""For a term that a document says in several ways: the word, its synonyms…"""
MINIMUM_COVERAGE = 0.2
"""A document is a result when the terms it holds say that much of what the query says, rare words
saying more than common ones."""
COVERAGE_POWER = 0.5
NEARNESS_WEIGHT = 0.7
"""For two words of the query within two words of each other, beside what the rarer of them weighs."""
RERANKED = 40
"""Best documents read again to see which words of the query stand near each other in them."""
COMMENTS_WEIGHT = 0.005
"""What each comment adds, up to MAX_COMMENTS: it decides between documents that answer as well."""
MAX_COMMENTS = 10


def rank(view: View, terms: Sequence[Term]) -> Scores:
    """The visible documents that say enough of the query, each with its score; gives terms their weight."""
    scores: Scores = {}
    shares: Scores = {}
    for term in terms:
        ways = term.ways(view)
        found, grades = _merged(ways)
        surely = sum(map((1.0).__eq__, grades.values()))
        term.weight = math.log(1 + len(view.catalogue.entries) / (surely or len(grades) or 1))
        for doc_id, score in found.items():
            scores[doc_id] = scores.get(doc_id, 0.0) + score
            shares[doc_id] = shares.get(doc_id, 0.0) + term.weight * grades[doc_id]
    whole = sum(term.weight for term in terms) or 1.0
    least = MINIMUM_COVERAGE * whole
    entries, denied = view.catalogue.entries, view.denied
    return {
        doc_id: score
        * (shares[doc_id] / whole) ** COVERAGE_POWER
        * (1 + COMMENTS_WEIGHT * min(entries[doc_id].comments, MAX_COMMENTS))
        for doc_id, score in scores.items()
        if shares[doc_id] >= least and doc_id not in denied and doc_id in entries
    }


def _merged(ways: Sequence[Way]) -> tuple[Scores, Scores]:
    """For each document that says a term, what it scores by all its ways, and how fully it says it."""
    if not ways:
        return {}, {}
    best = ways[0].scores
    grades = dict.fromkeys(best, ways[0].grade)
    if len(ways) == 1:
        return best, grades
    whole = dict(best)
    for way in ways[1:]:
        for doc_id, score in way.scores.items():
            if doc_id not in whole:
                best[doc_id] = whole[doc_id] = score
                grades[doc_id] = way.grade
                continue
            whole[doc_id] += score
            best[doc_id] = max(best[doc_id], score)
            grades[doc_id] = max(grades[doc_id], way.grade)
    return {
        doc_id: score + OTHER_WAYS_WEIGHT * (whole[doc_id] - score) for doc_id, score in best.items()
    }, grades


def best_first(
    view: View, scores: Scores, terms: Sequence[Term], documents: list[int], last: int
) -> list[int]:
    """The first *last* of *documents*, the best first; the same whatever the page asked."""
    order = _order(view, scores)
    head = heapq.nsmallest(max(RERANKED, last), documents, key=order)
    nearness = _nearness(view, head[:RERANKED], terms)
    for doc_id, bonus in nearness.items():
        scores[doc_id] += bonus
    return [*sorted(head[:RERANKED], key=order), *head[RERANKED:]][:last]


def latest_first(view: View, documents: list[int], last: int) -> list[int]:
    """The first *last* of *documents*, the latest first."""
    entries = view.catalogue.entries
    return heapq.nsmallest(last, documents, key=lambda doc_id: (-entries[doc_id].day, doc_id))


def _order(view: View, scores: Scores) -> Callable[[int], tuple[float, int, int]]:
    entries = view.catalogue.entries
    return lambda doc_id: (-scores[doc_id], -entries[doc_id].day, doc_id)


def _nearness(view: View, documents: Sequence[int], terms: Sequence[Term]) -> Scores:
    """What is added to each document for the words of the query that stand near each other in it."""
    pairs = [
        (min(one.weight, other.weight), _near(one, other))
        for one, other in pairwise(terms)
        if one.stems.isdisjoint(other.stems)
    ]
    if not pairs:
        return {}
    rows = view.connection.execute(
        "SELECT id, stems FROM content WHERE id IN (SELECT value FROM json_each(?))",
        [json.dumps(documents)],
    )
    return {
        doc_id: NEARNESS_WEIGHT * sum(weight for weight, near in pairs if near.search(lines))
        for doc_id, lines in rows
    }


def _near(one: Term, other: Term) -> re.Pattern[str]:
    """Both words within two words of each other, in either order, in the lines of ``content.stems``."""
    left, right = ("|".join(map(re.escape, sorted(term.stems))) for term in (one, other))
    return re.compile(rf" (?:{left}) (?:\S+ ){{0,2}}(?:{right}) | (?:{right}) (?:\S+ ){{0,2}}(?:{left}) ")
