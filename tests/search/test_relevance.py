"""Floors under the relevance of search on the demonstration's judged queries, by kind of query."""

from pathlib import Path

import pytest
from django.conf import settings

from search.engines import get_engine
from search.evaluation import Evaluation, Figures, JudgedQuery, evaluate
from search.index.documents import build_all
from search.management.commands.search_eval import measure, read_queries
from tests.demo.conftest import content, loaded

__all__ = ["content", "loaded"]

pytestmark = [pytest.mark.django_db, pytest.mark.long]
JUDGED = Path(settings.BASE_DIR) / "portal/demo/content/relevance_dev.yaml"

# What was measured, less a margin for texts that change a little.
FLOORS = {
    "flexion": (0.90, 0.95),
    "accents": (0.85, 0.92),
    "elision": (0.75, 0.78),
    "faute": (0.95, 0.95),
    "prefixe": (0.95, 0.95),
    "concept": (0.60, 0.70),
    "synonyme": (0.80, 0.85),
    "sigle": (0.55, 0.68),
    "transcription": (1.00, 1.00),
    "lettre": (1.00, 1.00),
}


def test_figures_of_one_query() -> None:
    query = JudgedQuery("q", "concept", "texte", {"a": 3, "b": 1})
    assert Figures.of(query, ["a", "b"]) == Figures(1.0, 1.0, 1.0)
    partly = Figures.of(query, ["x", "a"])
    assert (partly.recall, partly.mrr) == (0.5, 0.5)
    assert 0 < partly.ndcg < 1
    assert Figures.of(query, []) == Figures(0.0, 0.0, 0.0)
    assert evaluate([query], lambda text: ["a"]).missed[query] == ["b"]


def test_floors(loaded: list[str], index: Path) -> None:
    get_engine().rebuild(build_all(1))
    evaluation: Evaluation = measure(read_queries(JUDGED))
    too_low = {
        kind: str(figures)
        for kind, figures in evaluation.by_kind.items()
        if figures.recall < FLOORS[kind][0] or figures.ndcg < FLOORS[kind][1]
    }
    assert too_low == {}
    assert evaluation.overall.mrr >= 0.98
    assert evaluation.overall.ndcg >= 0.90
    assert evaluation.overall.recall >= 0.86
