"""Cost of the pages that people read: `python -m bench.pages`, on a copy of the demonstration.

The CPU of a page is given as a ratio to a bare Django view (20 kB of constant text, session, account and one
row), measured in turn in the same process, so that figures of two machines can be compared. `--check` fails
if a page costs more than 1.5 times what it must.
"""

import argparse
import datetime
import gzip
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from bench.start import AGENT, EDITOR, FEW_THREADS, MANY_THREADS, copy_installation, start

ROUNDS = 5
TOLERANCE = 1.5
COMMENTS, VOLUNTEERS = 200, 30
TEXTS = (
    "Deux visas pour un acte qui engage une dépense, d’accord : c’est prudent. Trois jours, c’est trop long.",
    "Chez nous le circuit a été raccourci. Voir https://exemple.invalid/circuits pour le détail.",
    "Bonne idée, si les équipes de terrain sont là.\n\nNous pouvons faire un essai au centre technique.",
    "Merci pour cette proposition. Je suis disponible pour en parler à la prochaine réunion du groupe.",
)


@dataclass(frozen=True)
class BenchPage:
    """A page, who asks for it, and the most that it must cost, times a bare view."""

    name: str
    path: str
    must: float
    email: str = AGENT


PAGES = (
    BenchPage("home", "/", 12),
    BenchPage("list, 24 cards", "/projet/actions/", 10),
    BenchPage("list, one facet", "/projet/actions/?statut=in_progress", 10),
    BenchPage("table, 60 rows", "/projet/actions/?vue=tableau", 14),
    BenchPage("table, all rows", "/projet/actions/?vue=tableau&lignes=toutes", 20),
    BenchPage("action", "/projet/actions/programmation-investissements/", 8),
    # 5,000 of them in the large content
    BenchPage("action, 200 comments, first threads", f"/projet/actions/{MANY_THREADS}/", 12),
    BenchPage("action, 200 comments in 20 threads", f"/projet/actions/{FEW_THREADS}/", 20),
    BenchPage("search, two words", "/recherche/?q=circuits+visas", 10),
    BenchPage("suggestions", "/recherche/suggestions/?q=circ", 5),
    BenchPage("film", "/films/enquete-interieure/", 8),
    BenchPage("letter", "/lettres/lettre-8/", 8),
    BenchPage("project", "/projet/", 10),
    BenchPage("theme", "/projet/themes/circuits-decision/", 10),
    BenchPage("my space", "/mon-espace/", 12),
    BenchPage("notifications", "/mon-espace/notifications/", 12),
    BenchPage("register", "/participation/registre/", 10),
    # Wagtail's own screens: at most 1.2 times those of bakerydemo (docs/performances.md).
    BenchPage("CMS, edit of an action", "{edit}", 90, EDITOR),
    BenchPage("CMS, list of actions", "{listing}", 75, EDITOR),
)


def main() -> int:
    """Print a table of the pages, and return 1 if one costs too much and `--check` is given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--check", action="store_true", help="fail above 1.5 times what a page must cost")
    parser.add_argument("--only", default="", help="measure the pages whose name contains this")
    parser.add_argument(
        "--small", help="a database of the demonstration, which measuring writes to, instead of a copy"
    )
    parser.add_argument("--large", help="compare with a database that `bench.large` filled")
    options = parser.parse_args()
    pages = [page for page in PAGES if options.only in page.name]
    with tempfile.TemporaryDirectory() as folder:
        small = options.small or str(Path(folder) / "db.sqlite3")
        if not options.small:
            copy_installation(Path(small))
        if options.large:
            compare(pages, small, options.large)
            return 0
        too_dear = measure(pages, small)
        if too_dear and options.check:
            print(f"\nOnce more: {', '.join(page.name for page in too_dear)}")
            too_dear = measure(too_dear, small)
    return 1 if too_dear and options.check else 0


def measure(pages: list[BenchPage], database: str) -> list[BenchPage]:
    """Print the cost of each page, and return those above the tolerance."""
    print("| page | × bare | must | CPU ms | queries | bytes | compressed |\n|---|---|---|---|---|---|---|")
    too_dear = []
    with _process(database) as process:
        for page in pages:
            cost = process.submit(_cost, page).result()
            print(
                f"| {page.name} | {cost.ratio:.1f} | {page.must:g} | {cost.cpu:.1f} | {cost.queries} "
                f"| {cost.size} | {cost.compressed} |",
                flush=True,
            )
            if cost.ratio > page.must * TOLERANCE:
                too_dear.append(page)
    return too_dear


def compare(pages: list[BenchPage], small: str, large: str) -> None:
    """Print the cost of each page on two databases, its growth, and its slowest query on the large one.

    "cold" is the cost when nothing is kept for readers yet, in milliseconds.
    """
    print("| page | × bare | large | growth | cold ms | large | queries | large | kB | large | slowest ms |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    with _process(small) as on_small, _process(large) as on_large:
        for page in pages:
            one, other = on_small.submit(_cost, page).result(), on_large.submit(_cost, page).result()
            print(
                f"| {page.name} | {one.ratio:.1f} | {other.ratio:.1f} | {other.ratio / one.ratio:.2f} "
                f"| {one.cold:.0f} | {other.cold:.0f} | {one.queries} | {other.queries} "
                f"| {one.size / 1000:.0f} | {other.size / 1000:.0f} | {other.slowest:.1f} |",
                flush=True,
            )


def _process(database: str) -> ProcessPoolExecutor:
    """Return a process that measures pages on a database."""
    return ProcessPoolExecutor(1, get_context("spawn"), initializer=_start, initargs=(database,))


def _start(database: str) -> None:
    start(database)
    _write_comments(FEW_THREADS, threads=20)
    _write_comments(MANY_THREADS, threads=110)


def _write_comments(slug: str, *, threads: int) -> None:
    """Write comments on an action, and offer to volunteer for it, as agents do."""
    from django.utils import timezone

    from portal.accounts.models import User
    from projects.comments.models import Comment
    from projects.comments.services import post_comment
    from projects.models import ActionPage
    from projects.volunteering.services import volunteer

    action = ActionPage.objects.get(slug=slug)
    if Comment.objects.filter(page=action).exists():  # large content, or measured before
        return
    ActionPage.objects.filter(pk=action.pk).update(volunteers_wanted=VOLUNTEERS + 5, volunteers_until=None)
    action.refresh_from_db()
    people = list(User.objects.filter(is_active=True).order_by("pk")[: 2 * VOLUNTEERS])
    moment = timezone.now() - datetime.timedelta(days=20)
    talks: list[list[Comment]] = []
    for number in range(COMMENTS):
        moment += datetime.timedelta(minutes=7)
        talk = talks[number % threads] if number >= threads else []
        written = post_comment(
            page=action,
            author=people[number * 3 % len(people)],
            text=TEXTS[number % len(TEXTS)],
            parent=talk[number % len(talk)] if talk else None,
            created_at=moment,
        )
        if not talk:
            talks.append(talk)
        talk.append(written)
    for agent in people[:VOLUNTEERS]:
        volunteer(action=action, agent=agent, message="Je veux bien aider.")


@dataclass(frozen=True)
class Cost:
    """The cost of a page: CPU of milliseconds and times a bare view, queries, and bytes."""

    ratio: float
    cpu: float
    cold: float
    queries: int
    slowest: float
    size: int
    compressed: int


def _cost(page: BenchPage) -> Cost:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    bare, ask = _client(AGENT, bare=True), _client(page.email, path=_address(page))
    bare()
    size, compressed = len(ask()), len(gzip.compress(ask(), 6))
    _forget()
    cold = _cpu(ask, 1)
    ratios, costs = [], []
    for _round in range(ROUNDS):
        least, cost = _cpu(bare, 30), _cpu(ask, 6)
        ratios.append(cost / least)
        costs.append(cost)
    with CaptureQueriesContext(connection) as queries:
        ask()
    count = len(queries)
    _forget()
    with CaptureQueriesContext(connection) as every:
        ask()
    return Cost(
        ratio=statistics.median(ratios),
        cpu=statistics.median(costs),
        cold=cold,
        queries=count,
        slowest=max(float(query["time"]) * 1000 for query in every),
        size=size,
        compressed=compressed,
    )


def _forget() -> None:
    """Let the next request find nothing kept, as the first one after a change of the content."""
    from django.core.cache import cache

    from portal.fragments.content import content_changed

    cache.clear()
    content_changed()


def _cpu(ask: Callable[[], bytes], times: int) -> float:
    """Return the milliseconds of CPU that asking costs."""
    begun = time.process_time()
    for _time in range(times):
        ask()
    return (time.process_time() - begun) * 1000 / times


def _address(page: BenchPage) -> str:
    from projects.models import ActionIndexPage, ActionPage

    action = ActionPage.objects.get(slug="programmation-investissements").pk
    listing = ActionIndexPage.objects.get().pk
    return page.path.format(edit=f"/gestion/pages/{action}/edit/", listing=f"/gestion/pages/{listing}/")


def _client(email: str, path: str = "/", *, bare: bool = False) -> Callable[[], bytes]:
    """Return a function that asks for an address as this person, and returns the answer."""
    from django.test import Client, override_settings

    from bench.bare import MIDDLEWARE
    from portal.accounts.models import User

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(email=email))

    def ask() -> bytes:
        response = client.get(path)
        if response.status_code != 200:
            raise RuntimeError(f"{path} answers {response.status_code}.")
        return bytes(response.content)

    if not bare:
        return ask
    with override_settings(MIDDLEWARE=MIDDLEWARE):
        client.handler.load_middleware()
    return ask


if __name__ == "__main__":
    sys.exit(main())
