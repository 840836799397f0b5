"""A search server that dies, hangs, loses its disk and comes back, under a portal that goes on."""

import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings
from wagtail.models import Page

from portal.accounts.models import User
from projects.models import ActionIndexPage, ActionPage
from search.engines import get_engine, get_engines
from search.enums import Engine
from search.index.sync import rebuild
from search.models import Change
from search.query import SearchRequest
from tests.factories import ActionIndexPageFactory, ActionPageFactory, ProjectPageFactory
from tests.parts.search_servers import OpenSearchNode
from tests.parts.servers import wait_until

pytestmark = [pytest.mark.parts, pytest.mark.django_db]

BANNER = "La recherche complète ne répond pas"

Commits = Callable[[], AbstractContextManager[Any]]


@pytest.fixture
def commits(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Commits:
    """`with commits():` does what follows the commit of the block, as outside tests."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def use(settings: Settings, tmp_path: Any) -> Iterator[Callable[[str], None]]:
    """`use(url)` gives the portal a search server, and an embedded index of its own."""
    settings.SEARCH_INDEX_PATH = tmp_path / "search.sqlite3"

    def use(url: str) -> None:
        settings.SEARCH_URL = f"{url}/tests-{secrets.token_hex(4)}"
        get_engine.cache_clear()

    yield use
    get_engine.cache_clear()


@dataclass
class Hung:
    """A server that takes connections and never answers."""

    url: str
    taken: list[socket.socket] = field(default_factory=list)


@pytest.fixture
def hung() -> Iterator[Hung]:
    listener = socket.create_server(("127.0.0.1", 0))
    hung = Hung(f"opensearch+http://127.0.0.1:{listener.getsockname()[1]}")

    def take() -> None:
        while True:
            try:
                hung.taken.append(listener.accept()[0])
            except OSError:
                return

    threading.Thread(target=take, daemon=True).start()
    yield hung
    listener.close()
    for each in hung.taken:
        each.close()


@pytest.fixture
def plan() -> ActionIndexPage:
    return ActionIndexPageFactory()


def on_server(text: str) -> set[int]:
    hits = get_engines()[Engine.SERVER].patient().search(SearchRequest(text, page_size=100)).hits
    return {int(hit.key.partition(":")[2]) for hit in hits}


def ask(client: Client, text: str) -> str:
    """The results page."""
    answer = client.get("/recherche/", {"q": text})
    assert answer.status_code == 200
    return answer.content.decode()


def drained() -> None:
    call_command("search_drain")
    assert not Change.objects.exists()


def test_what_changes_is_found_on_the_server(
    node: OpenSearchNode, use: Callable[[str], None], plan: ActionIndexPage, commits: Commits
) -> None:
    use(node.url)
    call_command("search_drain")  # makes the index, as there is none
    with commits():
        action = ActionPageFactory(parent=plan, title="Dresser un phénix")
    assert Change.objects.filter(engine=Engine.SERVER).exists()
    drained()
    assert on_server("phénix") == {action.pk}

    with commits():
        action.title = "Dresser une licorne"
        action.save_revision().publish()
        action.theme.title = "Bestiaire"
        action.theme.save()
    drained()
    assert on_server("phénix") == set()
    assert on_server("licorne") == {action.pk}
    assert action.pk in on_server("bestiaire")

    with commits():
        elsewhere = ProjectPageFactory()
        ActionIndexPage.objects.get(pk=plan.pk).move(elsewhere, pos="last-child")
    drained()
    server = get_engines()[Engine.SERVER].patient()
    assert server.search(SearchRequest("licorne", denied=(elsewhere.path,))).total == 0
    assert server.search(SearchRequest("licorne", denied=(plan.path,))).total == 1

    with commits():
        ActionPage.objects.get(pk=action.pk).unpublish()
    drained()
    assert on_server("licorne") == set()

    ActionPage.objects.filter(pk=action.pk).update(live=True)  # behind the portal's back
    call_command("search_reconcile")
    assert on_server("licorne") == {action.pk}
    with commits():
        Page.objects.get(pk=action.pk).delete()
    drained()
    assert on_server("licorne") == set()


def test_a_dead_server_is_done_without_and_found_again(
    node: OpenSearchNode,
    use: Callable[[str], None],
    plan: ActionIndexPage,
    commits: Commits,
    agent: User,
) -> None:
    use(node.url)
    rebuild(Engine.EMBEDDED)
    rebuild(Engine.SERVER)
    client = Client()
    client.force_login(agent)
    ask(client, "phénix")
    node.kill()

    with commits():
        action = ActionPageFactory(parent=plan, title="Dresser un phénix")
    call_command("search_drain")
    assert Change.objects.filter(engine=Engine.SERVER).exists()
    page = ask(client, "phénix")
    assert "Dresser un" in page
    assert BANNER in page

    node.start()

    def recovered() -> bool:
        call_command("search_drain")
        page = ask(client, "phénix")
        return BANNER not in page and "Dresser un" in page

    wait_until(recovered, "The search")
    assert not Change.objects.exists()
    assert on_server("phénix") == {action.pk}


def test_a_server_that_lost_its_index_gets_another(
    node: OpenSearchNode, use: Callable[[str], None], plan: ActionIndexPage, commits: Commits
) -> None:
    use(node.url)
    call_command("search_drain")
    with commits():
        action = ActionPageFactory(parent=plan, title="Dresser un phénix")
    server = get_engines()[Engine.SERVER].patient()
    for index in server._indices():  # type: ignore[attr-defined]
        server._send("DELETE", f"/{index}")  # type: ignore[attr-defined]
    assert get_engine().search(SearchRequest("phénix")).degraded
    call_command("search_drain")
    assert on_server("phénix") == {action.pk}


def test_a_hung_server_keeps_nobody_waiting(
    hung: Hung, use: Callable[[str], None], plan: ActionIndexPage, commits: Commits, agent: User
) -> None:
    use(hung.url)
    rebuild(Engine.EMBEDDED)
    client = Client()
    client.force_login(agent)
    asked = len(hung.taken)
    with commits():
        ActionPageFactory(parent=plan, title="Dresser un phénix")
    assert len(hung.taken) == asked, "who writes does not wait for the server"
    page = ask(client, "phénix")
    assert "Dresser un" in page
    assert BANNER in page
    asked = len(hung.taken)
    assert asked
    assert BANNER in ask(client, "phénix")
    assert len(hung.taken) == asked, "it is not asked again for a while"
    call_command("search_drain")
    assert Change.objects.filter(engine=Engine.SERVER).exists()
