"""Measure how fast search answers, and how large its index grows."""

import secrets
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from projects.models import ProjectPage
from search.benchmark import Corpus, Latency, measured
from search.engines.base import SearchEngine
from search.engines.embedded import EmbeddedEngine
from search.index.doc import SearchDoc
from search.index.documents import build_all
from search.query import PAGE_SIZE, SearchRequest
from search.results import COUNTED

Queries = Mapping[str, Sequence[str]]

WAGTAIL_LIMIT = 10_000
"""Documents given to Wagtail's backend at most: they are rows of the database, in a transaction that is
rolled back, and its slowest answers take seconds."""
WAGTAIL_QUERIES = 3  # queries of each kind asked of it


class Command(BaseCommand):
    help = (
        "Print, for documents made of the portal's own sentences, how long each kind of query takes, the "
        "time to index and the size of the index: embedded engine, search server if any, Wagtail's own "
        "backend. Nothing stays of it; with SQLite nobody can write to the database meanwhile."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--documents", type=int, nargs="+", default=[10_000, 100_000])
        parser.add_argument("--without-wagtail", action="store_true")

    def handle(self, *args: Any, documents: list[int], without_wagtail: bool, **options: Any) -> None:
        models = [doc for doc in build_all(1) if doc.body]
        if len(models) < 20:
            raise CommandError("Too few pages to make documents of: run load_demo first.")
        corpus = Corpus(models)
        queries = corpus.queries()
        self._measure(f"the portal's own {len(models)} documents", lambda: models, queries)
        for count in documents:
            self._measure(f"{count} documents", partial(corpus.documents, count), queries)
            if not without_wagtail:
                self._wagtail(corpus.documents(min(count, WAGTAIL_LIMIT)), queries)

    def _measure(self, what: str, docs: Callable[[], Iterable[SearchDoc]], queries: Queries) -> None:
        """Measure every engine on an index of its own."""
        for name, opened in _engines():
            with opened as (engine, size):
                begun = time.perf_counter()
                engine.rebuild(docs())
                seconds = time.perf_counter() - begun
                self._report(f"{name}, {what}", seconds, size(), _asked(engine, queries))

    def _report(self, title: str, seconds: float, size: int | None, latencies: dict[str, Latency]) -> None:
        room = f", {size / 1e6:.1f} MB" if size is not None else ""
        self.stdout.write(f"\n{title}: indexed in {seconds:.1f} s{room}")
        for kind, latency in latencies.items():
            self.stdout.write(f"  {kind}: {latency}")

    def _wagtail(self, docs: Iterable[SearchDoc], queries: Queries) -> None:
        backend = get_search_backend()
        with transaction.atomic():
            pages = list(_pages(ProjectPage, docs))
            index = backend.get_index_for_model(ProjectPage)
            begun = time.perf_counter()
            for start in range(0, len(pages), 500):
                index.add_items(ProjectPage, pages[start : start + 500])
            seconds = time.perf_counter() - begun
            few = {kind: asked[:WAGTAIL_QUERIES] for kind, asked in queries.items()}
            latencies = measured(few, lambda text: list(backend.search(text, ProjectPage)[:10]))
            self._report(f"Wagtail's backend, {len(pages)} documents, no facets", seconds, None, latencies)
            transaction.set_rollback(True)


def _asked(engine: SearchEngine, queries: Queries) -> dict[str, Latency]:
    # One result more than a page has: the engine remembers the answers of pages.
    answers = measured(
        queries,
        lambda text: engine.search(SearchRequest(text, facets=COUNTED, page_size=PAGE_SIZE + 1)),
    )
    beginnings = {"suggestions": queries["beginning"]}
    return {**answers, "suggestions": measured(beginnings, lambda text: engine.suggest(text, ()))["all"]}


def _engines() -> Iterator[tuple[str, Any]]:
    yield "Embedded engine", _embedded()
    if settings.SEARCH_URL:
        yield "Search server", _server()


@contextmanager
def _embedded() -> Iterator[tuple[SearchEngine, Callable[[], int]]]:
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder)
        yield (
            EmbeddedEngine(files / "bench.sqlite3"),
            lambda: sum(file.stat().st_size for file in files.iterdir() if not file.is_symlink()),
        )


@contextmanager
def _server() -> Iterator[tuple[SearchEngine, Callable[[], int]]]:
    from search.engines.elasticsearch import ElasticsearchEngine
    from search.engines.transports import Address

    address = Address.of(settings.SEARCH_URL)
    name = f"{address.name}-bench-{secrets.token_hex(4)}"
    engine = ElasticsearchEngine(address.transport(), name).patient()
    try:
        yield engine, engine.size
    finally:
        engine.remove()


def _pages(model: type[Page], docs: Iterable[SearchDoc]) -> Iterator[Page]:
    """Make rows for Wagtail's backend, without the signals that would index them elsewhere."""
    root = Page.objects.filter(depth=1).get()
    pages = [
        model(
            title=doc.title,
            slug=f"bench-{place}",
            path=f"{root.path}{Page._int2str(place + 1_000_000).rjust(Page.steplen, '0')}",
            depth=2,
            url_path=f"/bench-{place}/",
            content_type=None,
            summary=doc.summary,
            body=[{"type": "text", "value": doc.body}],
            locale=root.locale,
        )
        for place, doc in enumerate(docs)
    ]
    kind = ContentType.objects.get_for_model(model)
    first = (Page.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    parent_fields = list(Page._meta.local_concrete_fields)
    own_fields = list(model._meta.local_concrete_fields)
    for place, page in enumerate(pages):
        page.content_type = kind
        page.pk = page.id = page.page_ptr_id = first + place
    for fields, table in ((parent_fields, Page._meta.db_table), (own_fields, model._meta.db_table)):
        columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
        marks = ", ".join(["%s"] * len(fields))
        rows = [
            [field.get_db_prep_save(field.pre_save(page, True), connection) for field in fields]
            for page in pages
        ]
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608
    yield from pages
