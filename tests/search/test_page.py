"""The results page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.models import PageViewRestriction

from portal.accounts.models import User
from projects.models import ActionIndexPage, ActionPage
from search.engines.base import SearchUnavailableError
from search.engines.embedded import EmbeddedEngine
from search.index.sync import rebuild
from tests.factories import (
    ActionIndexPageFactory,
    ActionPageFactory,
    FilmPageFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

VTT = "WEBVTT\n\n00:00:02.000 --> 00:00:04.000\nBonjour.\n\n01:05.000 --> 01:09.000\nVoici un phénix bleu.\n"


@pytest.fixture
def plan(index: Path) -> ActionIndexPage:
    plan = ActionIndexPageFactory()
    ActionPageFactory(parent=plan, title="Dresser <un> phénix", summary="Avec des gants.")
    ActionPageFactory.create_batch(12, parent=plan, title="Nourrir les griffons")
    rebuild()
    return plan


@pytest.fixture
def client(agent: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(agent)


def get(client: Client, **address: object) -> str:
    response = client.get("/recherche/", address)
    assert response.status_code == 200
    return response.content.decode()


def test_results_mark_the_words_and_escape_the_rest(plan: ActionIndexPage, client: Client) -> None:
    page = get(client, q="phenix")
    assert "Dresser &lt;un&gt; <mark>phénix</mark>" in page
    assert ActionPage.objects.get(title__contains="phénix").url in page


def test_typed_text_is_escaped(plan: ActionIndexPage, client: Client) -> None:
    assert "<script>alert" not in get(client, q="<script>alert(1)</script>")


def test_pages_keep_the_address(plan: ActionIndexPage, client: Client) -> None:
    first = get(client, q="griffons", type="action")
    assert "?q=griffons&amp;type=action&amp;page=2" in first
    second = get(client, q="griffons", type="action", page=2)
    assert second.count('class="result"') == 2
    assert get(client, q="griffons", type="action", page=99).count('class="result"') == 2
    assert get(client, q="griffons", page="x").count('class="result"') == 10


def test_theme_filter(plan: ActionIndexPage, client: Client) -> None:
    action = ActionPage.objects.get(title__contains="phénix")
    page = get(client, theme=action.theme.slug)
    assert "phénix" in page
    assert f'name="theme" value="{action.theme.slug}" checked' in page


def test_unknown_filters_are_left_aside(plan: ActionIndexPage, client: Client) -> None:
    page = get(client, q="phénix", type="licorne", theme="nulle-part")
    assert page.count('class="result"') == 1
    assert "message--warning" in page


def test_film_opens_at_the_second(index: Path, client: Client) -> None:
    film = FilmPageFactory(duration=70, captions=ContentFile(VTT.encode(), "film.vtt"))
    rebuild()
    assert f'href="{film.url}?t=65"' in get(client, q="phénix")


def test_nothing_found_offers_themes(plan: ActionIndexPage, client: Client) -> None:
    page = get(client, q="zzzzzzzz")
    assert ActionPage.objects.first().theme.get_absolute_url() in page


def test_spelling_is_put_right(plan: ActionIndexPage, client: Client) -> None:
    assert "?q=ph%C3%A9nix" in get(client, q="phéniw")


def test_fragment_for_htmx(plan: ActionIndexPage, client: Client) -> None:
    response = client.get("/recherche/", {"q": "phénix"}, headers={"HX-Request": "true"})
    assert b"<html" not in response.content
    assert b'id="listing"' in response.content


@pytest.mark.parametrize("hostile", ["a" * 100_000, '"' * 900, "\0", "?!…", "((((", "mot " * 3_000])
def test_hostile_queries_get_a_normal_page(plan: ActionIndexPage, client: Client, hostile: str) -> None:
    assert len(get(client, q=hostile)) < 60_000


def test_engine_failure_is_told_and_passes(
    plan: ActionIndexPage, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise SearchUnavailableError("locked")

    with monkeypatch.context() as failing:
        failing.setattr(EmbeddedEngine, "search", fail)
        page = get(client, q="phénix")
    assert 'class="result"' not in page
    assert "icons.svg#alert" in page
    assert 'class="result"' in get(client, q="phénix")


def test_missing_index_is_made_by_the_first_search(
    plan: ActionIndexPage, client: Client, index: Path
) -> None:
    index.unlink()
    assert 'class="result"' in get(client, q="phénix")


RESTRICTIONS = ["login", "groups", "password"]


@pytest.mark.parametrize("kind", RESTRICTIONS)
def test_restricted_subtree_leaves_no_trace(
    kind: str, plan: ActionIndexPage, client: Client, sign_in: Callable[[User], Client]
) -> None:
    secret = ActionIndexPageFactory()
    theme = ThemeFactory(axis__project=secret.get_parent().specific, title="Secrets")
    action = ActionPageFactory(parent=secret, title="Héberger un xylophone", theme=theme)
    rebuild()
    member = UserFactory()
    restriction = PageViewRestriction.objects.create(
        page=secret.get_parent(), restriction_type=kind, password="sésame" if kind == "password" else ""
    )
    if kind == "groups":
        group = Group.objects.create(name="Les initiés")
        restriction.groups.add(group)
        member.groups.add(group)
    for address in ({"q": "xylophone"}, {"q": "xilophone"}, {"type": "action"}, {"q": "héberger un griffon"}):
        page = get(client, **address) + get(client, page=2, **address)
        assert (action.url in page) == (kind == "login"), address
        assert ("Secrets" in page) == (kind == "login"), address
        if address == {"q": "xilophone"}:
            assert ("?q=xylophone" in page) == (kind == "login")
    if kind == "groups":
        assert action.url in get(sign_in(member), q="xylophone")
    restriction.delete()
    assert action.url in get(client, q="xylophone")


def test_hit_that_is_no_longer_live_is_not_shown(plan: ActionIndexPage, client: Client) -> None:
    ActionPage.objects.filter(title__contains="phénix").update(live=False)
    assert 'class="result"' not in get(client, q="phénix")
