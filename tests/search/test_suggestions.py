"""What the field suggests while somebody types."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from portal.accounts.models import User
from projects.models import ActionPage
from search.engines.base import SearchUnavailableError
from search.engines.embedded import EmbeddedEngine
from search.index.sync import rebuild
from search.models import QueryCount
from tests.factories import ActionIndexPageFactory, ActionPageFactory, ThemeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def action(index: Path) -> ActionPage:
    plan = ActionIndexPageFactory()
    theme = ThemeFactory(title="Griffons, licornes", axis__project=plan.get_parent().specific)
    action = ActionPageFactory(parent=plan, title="Nourrir les griffons", theme=theme)
    rebuild()
    return action


@pytest.fixture
def client(agent: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(agent)


def options(client: Client, typed: str) -> list[dict[str, str]]:
    answer = client.get("/recherche/suggestions/", {"q": typed})
    assert answer.status_code == 200
    return answer.json()["options"]


def asked(query: str, times: int, fruitless: int = 0) -> None:
    month = datetime.date(2026, 1, 1)
    QueryCount.objects.create(query=query, month=month, asked=times, fruitless=fruitless)


def test_pages_themes_and_queries_are_mixed(action: ActionPage, client: Client) -> None:
    asked("griffons nourrir", 9)
    found = {option["url"]: option["kind"] for option in options(client, "griff")}
    assert found == {
        action.url: "Action",
        action.theme.get_absolute_url(): "Thème",
        "/recherche/?q=griffons+nourrir": "Recherche",
    }


@pytest.mark.parametrize("typed", ["", "g", "\0", "?!", "zzzz", "g" * 100_000])
def test_nothing_to_suggest(typed: str, action: ActionPage, client: Client) -> None:
    assert options(client, typed) == []


def test_only_well_known_queries_are_suggested(action: ActionPage, client: Client) -> None:
    asked("griffons rare", 1)
    asked("griffons vains", 9, fruitless=9)
    assert "/recherche/?q=griffons" not in str(options(client, "griffons"))


def test_a_closed_page_leaves_no_trace(action: ActionPage, client: Client) -> None:
    asked("griffons nourrir", 9)
    PageViewRestriction.objects.create(
        page=action.get_parent().get_parent(), restriction_type="password", password="x"
    )
    assert options(client, "griff") == []
    assert options(client, "nour") == []


def test_the_browser_keeps_none(action: ActionPage, client: Client) -> None:
    """A page closed meanwhile, or the next person at the same computer, would find them again."""
    answer = client.get("/recherche/suggestions/", {"q": "griff"})
    assert "no-store" in answer.headers["Cache-Control"]


def test_without_the_engine_the_field_still_works(
    action: ActionPage, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise SearchUnavailableError("locked")

    monkeypatch.setattr(EmbeddedEngine, "suggest", fail)
    assert options(client, "griff") == []


def test_a_visitor_gets_nothing(action: ActionPage) -> None:
    assert Client().get("/recherche/suggestions/", {"q": "griff"}).status_code == 302
