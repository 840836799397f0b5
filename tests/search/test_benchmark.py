"""The documents that search is measured on, and the measure."""

import pytest
from django.core.management import CommandError, call_command

from search.benchmark import QUERIES, Corpus, measured
from search.index.doc import SearchDoc

WORDS = [
    "accueil", "guichet", "usager", "mutualisation", "télétravail", "signalétique",
    "concours", "formation", "numérique", "courrier", "chantier", "voirie",
    "habitant", "bibliothèque", "restauration", "transition", "énergie", "mobilité",
    "logement", "enfance",
]  # fmt: skip
MODELS = [
    SearchDoc(
        f"page:{place}",
        1,
        f"0001{place:04}",
        "action",
        f"Développer {word} et {WORDS[place - 1]}",
        summary=f"Chaque {word} compte pour les agents.",
        body="\n".join(f"Une phrase assez longue sur {word} avec {other}." for other in WORDS),
    )
    for place, word in enumerate(WORDS)
]


def test_documents_are_the_same_each_time_and_differ_from_each_other() -> None:
    first, second = list(Corpus(MODELS).documents(50)), list(Corpus(MODELS).documents(50))
    assert first == second
    assert len({doc.body for doc in first}) == 50
    assert len({doc.key for doc in first}) == 50


def test_every_kind_of_query_is_measured() -> None:
    queries = {"word": WORDS[:QUERIES]}
    asked: list[str] = []
    latencies = measured(queries, asked.append)
    assert set(latencies) == {"word", "all"}
    assert 0 <= latencies["all"].p50 <= latencies["all"].p95
    assert asked[1:] == WORDS[:QUERIES]


@pytest.mark.django_db
def test_an_empty_portal_says_what_is_missing() -> None:
    with pytest.raises(CommandError, match="load_demo"):
        call_command("search_bench")
