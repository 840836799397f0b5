"""What people search, counted without names."""

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from search import query_log as module
from search.index.sync import rebuild
from search.models import QueryCount
from search.query_log import erase_before, query_log
from tests.factories import ActionPageFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def empty_log() -> Iterator[None]:
    query_log.__init__()  # type: ignore[misc]
    yield
    query_log.__init__()  # type: ignore[misc]


@pytest.fixture
def client(index: Path, agent: User, sign_in: Callable[[User], Client]) -> Client:
    ActionPageFactory(title="Nourrir les griffons")
    rebuild()
    return sign_in(agent)


def counts() -> dict[str, tuple[int, int]]:
    query_log.write()
    return {count.query: (count.asked, count.fruitless) for count in QueryCount.objects.all()}


def test_queries_are_counted_as_typed_first(client: Client) -> None:
    for address in (
        "q=Griffons",
        "q=griffons",
        "q=zzzzzzz",
        "q=griffons&type=action",
        "q=griffons&page=2",
        "",
    ):
        client.get(f"/recherche/?{address}")
    assert counts() == {"griffons": (2, 0), "zzzzzzz": (1, 1)}
    client.get("/recherche/?q=griffons")
    assert counts()["griffons"] == (3, 0)


def test_an_address_or_a_pasted_text_is_not_kept(client: Client) -> None:
    for query in ("quelqu.un@exemple.invalid", "mot " * 40):
        client.get("/recherche/", {"q": query})
    assert counts() == {}


def test_counts_wait_while_the_database_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    query_log.note("griffons", found=1)

    def busy(*args: object) -> None:
        raise DatabaseError("locked")

    with monkeypatch.context() as context:
        context.setattr(module, "_add", busy)
        query_log.write()
    assert counts() == {"griffons": (1, 0)}


def test_the_report_lists_what_several_asked(client: Client, sign_in: Callable[[User], Client]) -> None:
    for query, times in (("griffons", 4), ("licornes", 3), ("madame untel", 1)):
        for _time in range(times):
            query_log.note(query, found=query == "griffons")
    query_log.write()
    editor = sign_in(UserFactory(groups=["Communication"]))
    page = editor.get(reverse("search_report")).content.decode()
    assert page.index("griffons") < page.index("licornes")
    assert "madame untel" not in page
    exported = b"".join(editor.get(reverse("search_report"), {"export": "csv"}).streaming_content).decode()
    assert "griffons;4;0" in exported
    assert "licornes;3;3" in exported
    assert "madame untel" not in exported


def test_old_months_are_forgotten() -> None:
    for month in (datetime.date(2026, 1, 1), datetime.date(2026, 2, 1)):
        QueryCount.objects.create(query="griffons", month=month, asked=1)
    assert erase_before(datetime.datetime(2026, 2, 15, tzinfo=datetime.UTC)) == 1
    assert QueryCount.objects.get().month.month == 2
