"""Which documents answer a query, and in which order."""

import heapq
import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from search.engines.index_reader import IndexReader
from search.engines.postings import SCALE
from search.engines.terms import Expansion, Term

Scores = dict[int, float]  # documents, by their numbers, and what each scores

OTHER_EXPANSIONS_WEIGHT = 0.4  # for a term that a document says in several ways: the word, its synonyms…
MINIMUM_COVERAGE = 0.2
"""A document is a result when the terms it holds say that much of what the query says, rare words
saying more than common ones."""
COVERAGE_POWER = 0.5
# For two words of the query within two words of each other, beside what the rarer of them weighs.
NEARNESS_WEIGHT = 4.0
MAX_EXPANSIONS = 200  # expansions of one term that are looked up
LINK_WEIGHT = 0.3  # what a document gets of the score of the best result that it names, or that names it
BEST_READ = 5  # best results whose words are looked for in the others
HEAD_LINES = 6  # lines read of each: its title, its names and the beginning of its summary
MAX_RELATED = 10  # words taken from them
MOST_RAISED = 100  # results that these words may raise: the best ones
MAX_RELATED_SHARE = 0.3  # share of the documents above which a word tells nothing
RELATED_SHARE = 0.15  # what the result that shares most of these words gets, beside the score of the best
WEAK_WEIGHT = 0.3  # for words that people put around what they look for, beside the others
WEAK_WORDS = frozenset(
    """
    aider aller avoir besoin bien chose choses comment connaitre demander devoir dire donner faire fait
    falloir faut gens jamais lieu mettre mieux moins nouveau nouvelle parler passer personne personnes pouvoir
    premier prendre savoir tenir travail trouver venir voir vouloir
    """.split()  # noqa: SIM905
)
RERANKED = 40  # best documents read again to see which words of the query stand near each other in them
# What each comment adds, up to MAX_COMMENTS: it decides between documents that answer as well.
COMMENTS_WEIGHT = 0.005
MAX_COMMENTS = 10


def rank(reader: IndexReader, terms: Sequence[Term]) -> Scores:
    """Return the visible documents that say enough of the query, with their scores. Weigh the terms."""
    tally = _Tally(reader)
    expansions = [(term, term.expansions(reader)) for term in terms]
    for term, found in expansions:
        surely = max((expansion.documents for expansion in found if expansion.grade == 1), default=0)
        anyhow = max((expansion.documents for expansion in found), default=1)
        term.weight = reader.rarity(surely or anyhow) * (WEAK_WEIGHT if term.word.form in WEAK_WORDS else 1.0)
    expansions.sort(key=lambda pair: -pair[0].weight)
    whole = left = sum(term.weight for term in terms) or 1.0
    for term, found in expansions:
        # What holds none but the words from here on is a result only if these say enough.
        tally.add(term, found, only_known=left < MINIMUM_COVERAGE * whole)
        left -= term.weight
    return tally.results(MINIMUM_COVERAGE * whole, whole)


class _Tally:
    """The score of every document, by its number, and how much of the query it says.

    Lists rather than dictionaries, sets rather than conditions: a frequent word is added to thousands of
    documents.
    """

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        room = reader.facet_index.size * 8
        self._scores = [0.0] * room
        self._shares = [0.0] * room
        self._known: set[int] = set()

    def add(self, term: Term, expansions: Sequence[Expansion], *, only_known: bool) -> None:
        """Add a term; *only_known* leaves aside the documents that hold no other."""
        factor = WEAK_WEIGHT if term.word.form in WEAK_WORDS else 1.0
        known_before = set(self._known) if only_known else None
        said: set[int] = set()  # documents that say the term in an expansion before
        for expansion in expansions[:MAX_EXPANSIONS]:
            holders = set().union(*(held.ids for held in expansion.postings))
            if known_before is not None:
                holders &= known_before
            first = holders - said
            self._weigh(expansion, factor, holders, first)
            share = term.weight * expansion.grade
            for doc_id in first:
                self._shares[doc_id] += share
            said |= first
        self._known |= said

    def _weigh(self, expansion: Expansion, factor: float, holders: set[int], first: set[int]) -> None:
        """Add what an expansion weighs in its *holders*: less in those that say the term otherwise too."""
        scores = self._scores
        for held in expansion.postings:
            full = factor * expansion.weight * self._reader.rarity(len(held.ids)) / SCALE
            more = full * OTHER_EXPANSIONS_WEIGHT
            if first.issuperset(held.ids):
                for doc_id, impact in zip(held.ids, held.impacts, strict=True):
                    scores[doc_id] += impact * full
                continue
            for doc_id, impact in zip(held.ids, held.impacts, strict=True):
                if doc_id in holders:
                    scores[doc_id] += impact * (full if doc_id in first else more)

    def results(self, least: float, whole: float) -> Scores:
        """Return the visible documents that say at least that much of the query, with their final score."""
        reader, scores, shares = self._reader, self._scores, self._shares
        found = [doc_id for doc_id in self._known if shares[doc_id] >= least]
        covers = {share: (share / whole) ** COVERAGE_POWER for share in {shares[doc_id] for doc_id in found}}
        visible = (reader.facet_index.entries.keys() & found) - reader.denied
        return {doc_id: scores[doc_id] * covers[shares[doc_id]] for doc_id in visible}


def best_first(
    reader: IndexReader, scores: Scores, terms: Sequence[Term], documents: list[int], last: int
) -> list[int]:
    """Return the first *last* of *documents*, best first. The order does not depend on the page asked for."""
    wanted = max(RERANKED, last)
    if len(documents) > wanted:
        threshold = sorted(map(scores.__getitem__, documents), reverse=True)[wanted - 1]
        documents = [doc_id for doc_id in documents if scores[doc_id] >= threshold]
    entries = reader.facet_index.entries

    def order(doc_id: int) -> tuple[float, int, int]:
        return -scores[doc_id], -entries[doc_id].day, doc_id

    ordered = sorted(documents, key=order)
    head = ordered[:RERANKED]
    for bonus in (_nearness(reader, head, terms), _from_neighbours(reader, head, scores)):
        for doc_id, more in bonus.items():
            scores[doc_id] += more
    for doc_id in head:
        scores[doc_id] *= 1 + COMMENTS_WEIGHT * min(entries[doc_id].comments, MAX_COMMENTS)
    return [*sorted(head, key=order), *ordered[RERANKED:]][:last]


def add_related(reader: IndexReader, scores: Scores, terms: Sequence[Term]) -> None:
    """Raise the results that share the telling words of the best ones.

    Those who ask for a *concept* seldom use all its words: the titles, names and summaries of the best
    results bring the others. Only visible results are read, and no document becomes a result by it.
    """
    raised = heapq.nlargest(MOST_RAISED, scores, key=scores.__getitem__)
    best = raised[:BEST_READ]
    if not best or not scores[best[0]]:
        return
    typed = frozenset().union(*(term.stems for term in terms))
    shares: dict[str, float] = defaultdict(float)
    for doc_id, stems in reader.stems(best):
        for stem in {*" ".join(stems.split("\n", HEAD_LINES)[:HEAD_LINES]).split()} - typed:
            shares[stem] += scores[doc_id] / scores[best[0]]
    known = reader.counts(f"l_{stem}" for stem in shares)
    most_known = MAX_RELATED_SHARE * len(reader.facet_index.entries)
    telling = {
        key: shares[key.removeprefix("l_")] * reader.rarity(documents)
        for key, documents in known.items()
        if 1 < documents <= most_known
    }
    related: Scores = defaultdict(float)
    for key in heapq.nlargest(MAX_RELATED, telling, key=telling.__getitem__):
        held, weight = reader.postings(key), telling[key]
        for doc_id in raised:
            related[doc_id] += held.impact(doc_id) * weight
    most = max(related.values(), default=0.0)
    reference = RELATED_SHARE * scores[best[0]]
    for doc_id, score in related.items():
        if score:
            scores[doc_id] += reference * score / most


def _from_neighbours(reader: IndexReader, documents: Sequence[int], scores: Scores) -> Scores:
    """Return what each document gains for the best result that it names, or that names it."""
    known = set(documents)
    found = {}
    for doc_id in documents:
        linked = [scores[other] for other in reader.facet_index.neighbours(doc_id) if other in known]
        if linked:
            found[doc_id] = LINK_WEIGHT * max(linked)
    return found


def latest_first(reader: IndexReader, documents: list[int], last: int) -> list[int]:
    """Return the first *last* of *documents*, latest first."""
    entries = reader.facet_index.entries
    return heapq.nsmallest(last, documents, key=lambda doc_id: (-entries[doc_id].day, doc_id))


def _nearness(reader: IndexReader, documents: Sequence[int], terms: Sequence[Term]) -> Scores:
    """Return what each document gains if the words of the query stand near each other in it."""
    pairs = [
        (min(one.weight, other.weight), _near(one, other))
        for one, other in pairwise(terms)
        if one.stems.isdisjoint(other.stems)
    ]
    if not pairs:
        return {}
    return {
        doc_id: NEARNESS_WEIGHT * sum(weight for weight, near in pairs if near.search(stems))
        for doc_id, stems in reader.stems(documents)
    }


def _near(one: Term, other: Term) -> re.Pattern[str]:
    """Return the pattern of both words within two words of each other, in lines of ``content.stems``."""
    left, right = ("|".join(map(re.escape, sorted(term.stems))) for term in (one, other))
    return re.compile(rf" (?:{left}) (?:\S+ ){{0,2}}(?:{right}) | (?:{right}) (?:\S+ ){{0,2}}(?:{left}) ")
