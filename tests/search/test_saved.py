"""Searches that agents keep."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from search.models import SavedSearch
from search.saved import MOST, canonical_address
from tests.factories import ActionPageFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SAVE = "/recherche/gardees/"


@pytest.fixture
def client(index: Path, agent: User, sign_in: Callable[[User], Client]) -> Client:
    ActionPageFactory(title="Nourrir les griffons")
    return sign_in(agent)


def test_a_search_is_kept_with_its_filters_and_removed(client: Client, agent: User) -> None:
    answer = client.post(SAVE, {"name": "Mes griffons", "query": "page=3&type=action&q=griffons&vue=x"})
    assert answer.url == "/recherche/?q=griffons&type=action"
    space = client.get("/mon-espace/").content.decode()
    assert 'href="/recherche/?q=griffons&amp;type=action">Mes griffons</a>' in space
    saved = SavedSearch.objects.get(agent=agent)
    assert client.post(reverse("search:remove_saved", args=[saved.pk])).status_code == 302
    assert not SavedSearch.objects.exists()


def test_the_same_name_keeps_the_new_search(client: Client) -> None:
    for query in ("q=un", "q=deux"):
        client.post(SAVE, {"name": "Veille", "query": query})
    assert SavedSearch.objects.get().address == "q=deux"


@pytest.mark.parametrize("name", ["", "x" * 81, "\0"])
def test_a_bad_name_is_explained_and_the_search_stays(client: Client, name: str) -> None:
    page = client.post(SAVE, {"name": name, "query": "q=griffons&type=action"}).content.decode()
    assert 'id="saved-name_error"' in page
    assert 'class="result"' in page
    assert not SavedSearch.objects.exists()


def test_too_many_or_too_long_are_refused(client: Client, agent: User) -> None:
    SavedSearch.objects.bulk_create(
        SavedSearch(agent=agent, name=f"n° {number}", address="q=x") for number in range(MOST)
    )
    assert 'id="saved-name_error"' in client.post(SAVE, {"name": "de trop", "query": "q=y"}).content.decode()
    client.post(SAVE, {"name": "n° 1", "query": "q=y"})
    assert SavedSearch.objects.get(name="n° 1").address == "q=y"
    SavedSearch.objects.all().delete()
    long = "&".join(f"etiquette={'x' * 90}{number}" for number in range(15))
    assert 'id="saved-name_error"' in client.post(SAVE, {"name": "long", "query": long}).content.decode()


def test_nobody_removes_the_search_of_another(client: Client) -> None:
    saved = SavedSearch.objects.create(agent=UserFactory(), name="À moi", address="q=x")
    assert client.post(reverse("search:remove_saved", args=[saved.pk])).status_code == 404
    assert SavedSearch.objects.exists()


def test_equal_searches_have_one_address() -> None:
    assert canonical_address("type=film&q=a&theme=y&theme=x&page=2") == canonical_address(
        "q=a&theme=x&theme=y&type=film"
    )
