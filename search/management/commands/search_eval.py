"""Measure search on a file of judged queries."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser

from projects.models import ActionPage
from projects.newsletters.models import NewsletterPage
from search.engines.base import SearchEngine, SearchUnavailableError
from search.enums import Engine
from search.evaluation import TOP, Evaluation, JudgedQuery, evaluate
from search.index.documents import page_key
from search.management.engines import chosen
from search.query import SearchRequest
from videos.models import FilmPage


class Command(BaseCommand):
    help = (
        "Print recall@10, MRR and nDCG@10 of a file of judged queries, by kind, and what each query misses."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, help="YAML file: requetes, each with id, type, requete, pertinents."
        )
        parser.add_argument("--engine", choices=Engine.values, help="default: the one that answers readers")

    def handle(self, *args: Any, file: Path, engine: str | None, **options: Any) -> None:
        try:
            evaluation = measure(read_queries(file), chosen(engine))
        except SearchUnavailableError as error:
            raise CommandError(str(error)) from error
        for query, figures in evaluation.by_query.items():
            missed = evaluation.missed[query]
            if missed:
                self.stdout.write(f"{query.id} {query.text}: {figures}; missed: {', '.join(missed)}")
        for kind, figures in evaluation.by_kind.items():
            self.stdout.write(f"{kind}: {figures}")
        self.stdout.write(str(evaluation.overall))


def read_queries(file: Path) -> list[JudgedQuery]:
    """Return the judged queries of a file in the format of the demonstration's `relevance_dev.yaml`."""
    try:
        rows = yaml.safe_load(file.read_text(encoding="utf-8"))["requetes"]
        return [JudgedQuery(row["id"], row["type"], row["requete"], row["pertinents"]) for row in rows]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise CommandError(f"{file} is not a file of judged queries: {error!r}") from error


def measure(queries: Iterable[JudgedQuery], engine: SearchEngine | None = None) -> Evaluation:
    """Ask *engine*, or the one that readers ask first. Raise SearchUnavailableError."""
    return evaluate(queries, _answer(_codes(), engine or chosen(None)))


def _codes() -> dict[str, str]:
    """Return the name of each page in judged queries, by its key in the index."""
    actions = ActionPage.objects.values_list("pk", "number")
    films = FilmPage.objects.values_list("pk", "slug")
    letters = NewsletterPage.objects.values_list("pk", "number")
    return {
        **{page_key(pk): f"action:{number}" for pk, number in actions},
        **{page_key(pk): f"film:{slug}" for pk, slug in films},
        **{page_key(pk): f"letter:{number}" for pk, number in letters},
    }


def _answer(codes: dict[str, str], engine: SearchEngine) -> Callable[[str], Sequence[str]]:
    judged = {"kind": ("action", "film", "letter")}

    def answer(text: str) -> Sequence[str]:
        page = engine.search(SearchRequest(text, filters=judged, page_size=TOP))
        return [codes[hit.key] for hit in page.hits if hit.key in codes]

    return answer
