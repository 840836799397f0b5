"""Quality of a search engine, measured on queries that people have judged.

A judged query lists the relevant documents with a grade: 3 answers exactly, 2 deals with the subject,
1 touches on it; a document that is not listed has grade 0.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

TOP = 10


@dataclass(frozen=True, slots=True, eq=False)
class JudgedQuery:
    """A query, its kind (what makes it hard) and the grades of its relevant documents."""

    id: str
    kind: str
    text: str
    grades: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Figures:
    """Three figures of one query or the means of several.

    ``recall``: share of the relevant documents, whatever their grade, among the first ten (of ten, when
    there are more); ``mrr``: 1 / rank of the first relevant document; ``ndcg``: quality of the order of
    the first ten, with gain 2^grade - 1.
    """

    recall: float
    mrr: float
    ndcg: float

    @classmethod
    def of(cls, query: JudgedQuery, found: Sequence[str]) -> "Figures":
        """Judge the answer *found*, best first."""
        top = [query.grades.get(document, 0) for document in found[:TOP]]
        ideal = sorted(query.grades.values(), reverse=True)[:TOP]
        ranks = (1 / rank for rank, grade in enumerate(top, start=1) if grade)
        return cls(
            recall=sum(1 for grade in top if grade) / len(ideal),
            mrr=next(ranks, 0.0),
            ndcg=_gain(top) / _gain(ideal),
        )

    @classmethod
    def mean(cls, several: Iterable["Figures"]) -> "Figures":
        """Return the mean of each figure."""
        rows = [(one.recall, one.mrr, one.ndcg) for one in several]
        return cls(*(sum(column) / len(rows) for column in zip(*rows, strict=True)))

    def __str__(self) -> str:
        return f"recall@{TOP} {self.recall:.2f} mrr {self.mrr:.2f} ndcg@{TOP} {self.ndcg:.2f}"


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of all queries."""

    by_query: Mapping[JudgedQuery, Figures]
    missed: Mapping[JudgedQuery, Sequence[str]]

    @property
    def overall(self) -> Figures:
        """Means over all queries."""
        return Figures.mean(self.by_query.values())

    @property
    def by_kind(self) -> dict[str, Figures]:
        """Means over the queries of each kind."""
        kinds: dict[str, list[Figures]] = defaultdict(list)
        for query, figures in self.by_query.items():
            kinds[query.kind].append(figures)
        return {kind: Figures.mean(rows) for kind, rows in kinds.items()}


def evaluate(queries: Iterable[JudgedQuery], answer: Callable[[str], Sequence[str]]) -> Evaluation:
    """Ask every query. *answer* gives the documents found for a text, best first."""
    by_query, missed = {}, {}
    for query in queries:
        found = answer(query.text)[:TOP]
        by_query[query] = Figures.of(query, found)
        missed[query] = [document for document in query.grades if document not in found]
    return Evaluation(by_query, missed)
