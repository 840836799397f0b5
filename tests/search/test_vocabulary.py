"""The editors' vocabulary: synonyms and promoted results, tried before they are saved."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from portal.accounts.models import User
from projects.models import ActionIndexPage, ActionPage
from search.index.sync import rebuild
from search.models import PromotedResult, Synonym
from tests.factories import ActionIndexPageFactory, ActionPageFactory, EditorialPageFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(index: Path) -> ActionIndexPage:
    plan = ActionIndexPageFactory()
    ActionPageFactory(parent=plan, title="Ouvrir une volière", summary="Pour les griffons.")
    ActionPageFactory(parent=plan, title="Balayer la basse-cour", summary="")
    rebuild()
    return plan


@pytest.fixture
def client(agent: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(agent)


@pytest.fixture
def editor(sign_in: Callable[[User], Client]) -> Client:
    return sign_in(UserFactory(groups=["Communication"]))


def titles(client: Client, query: str) -> str:
    return client.get("/recherche/", {"q": query}).content.decode()


def test_the_portal_comes_with_a_french_vocabulary() -> None:
    assert Synonym.objects.filter(words__contains="ressources humaines").exists()
    assert Synonym.objects.exclude(also="").exists()


def test_a_synonym_counts_from_the_next_search(plan: ActionIndexPage, client: Client, editor: Client) -> None:
    assert "Ouvrir une" not in titles(client, "nichoir")
    answer = editor.post(reverse("search_synonyms:add"), {"words": "nichoir, volière", "also": ""})
    assert answer.status_code == 302
    assert "Ouvrir une" in titles(client, "nichoir")
    synonym = Synonym.objects.get(words="nichoir, volière")
    editor.post(reverse("search_synonyms:delete", args=[synonym.pk]))
    assert "Ouvrir une" not in titles(client, "nichoir")


def test_a_synonym_is_tried_without_being_saved(plan: ActionIndexPage, editor: Client) -> None:
    count = Synonym.objects.count()
    answer = editor.post(reverse("search_synonyms:add"), {"words": "nichoir", "also": "volière", "try": "1"})
    assert answer.status_code == 200
    assert Synonym.objects.count() == count
    [trial] = answer.context["trials"]
    assert (trial.query, [(row.title, row.change) for row in trial.rows]) == (
        "nichoir",
        [("Ouvrir une volière", "new")],
    )
    assert 'value="nichoir"' in answer.content.decode()


def test_a_trial_of_a_change_keeps_what_was(plan: ActionIndexPage, editor: Client) -> None:
    synonym = Synonym.objects.create(words="nichoir, volière")
    address = reverse("search_synonyms:edit", args=[synonym.pk])
    answer = editor.post(address, {"words": "nichoir, basse-cour", "also": "", "try": "1"})
    rows = {row.title: row.change for trial in answer.context["trials"] for row in trial.rows}
    assert rows["Ouvrir une volière"] == "gone"
    synonym.refresh_from_db()
    assert synonym.words == "nichoir, volière"


@pytest.mark.parametrize(
    ("words", "also"), [("seul", ""), ("un, ,", ""), ("a, le", ""), ("rh > drh", ""), ("rh", "#")]
)
def test_a_synonym_that_says_nothing_is_refused(words: str, also: str) -> None:
    with pytest.raises(ValidationError):
        Synonym(words=words, also=also).full_clean()


@pytest.mark.parametrize("typed", ["carnets de vol", "CARNET DE VOL", "carnet  vol"])
def test_a_promoted_page_stands_above_the_results(typed: str, plan: ActionIndexPage, client: Client) -> None:
    page = EditorialPageFactory(title="Comment lire un carnet")
    PromotedResult.objects.create(queries="vol de nuit, carnet de vol", page=page, note="Le mode d’emploi.")
    shown = titles(client, typed)
    assert f'<a href="{page.url}">Comment lire un carnet</a>' in shown
    assert "Le mode d’emploi." in shown
    assert "Le mode d’emploi." not in titles(client, "carnet")


def test_a_promoted_page_obeys_its_privacy(plan: ActionIndexPage, client: Client) -> None:
    page = EditorialPageFactory(title="Réservé au comité")
    PromotedResult.objects.create(queries="griffons", page=page)
    assert "Réservé au comité" in titles(client, "griffons")
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="x")
    assert "Réservé au comité" not in titles(client, "griffons")
    page.unpublish()
    PageViewRestriction.objects.all().delete()
    assert "Réservé au comité" not in titles(client, "griffons")


def test_a_promoted_result_is_tried(plan: ActionIndexPage, editor: Client) -> None:
    page = ActionPage.objects.get(title__startswith="Balayer")
    answer = editor.post(
        reverse("search_promoted:add"),
        {"queries": "griffons", "page": page.pk, "note": "", "order": "0", "try": "1"},
    )
    assert not PromotedResult.objects.exists()
    [trial] = answer.context["trials"]
    assert [(row.title, row.change) for row in trial.rows] == [
        ("Balayer la basse-cour", "new"),
        ("Ouvrir une volière", "down"),
    ]


@pytest.mark.parametrize("name", ["search_synonyms:index", "search_promoted:index", "search_report"])
def test_the_vocabulary_is_the_communication_staffs(name: str, sign_in: Callable[[User], Client]) -> None:
    allowed = {"Communication", "Administration"}
    for group in ["Agents", "Responsables d’action", "Modération", "Comité de pilotage", *allowed]:
        status = sign_in(UserFactory(groups=[group])).get(reverse(name)).status_code
        assert (status == 200) == (group in allowed), group
