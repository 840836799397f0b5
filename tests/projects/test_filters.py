"""The list of actions: filters, counts, sort, view and page, all in the address."""

from collections.abc import Callable

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from portal.accounts.models import User
from projects import filters
from projects.enums import ActionStatus
from projects.filters import ActionListing
from projects.models import ActionIndexPage, ActionPage
from tests.factories import (
    ActionIndexPageFactory,
    ActionPageFactory,
    AxisFactory,
    OrganisationFactory,
    TagFactory,
    ThemeFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

Listing = Callable[..., ActionListing]


@pytest.fixture
def plan() -> ActionIndexPage:
    """Four actions: two on reception, of which one is done; two on paper, of which one seeks help."""
    plan = ActionIndexPageFactory()
    axis = AxisFactory(project=plan.get_parent().specific, slug="servir", title="Servir")
    reception = ThemeFactory(axis=axis, slug="accueil", title="Accueil")
    paper = ThemeFactory(axis=axis, slug="papier", title="Papier")
    city, centre = OrganisationFactory(slug="ville"), OrganisationFactory(slug="cias")
    tag = TagFactory(slug="delais", name="délais")
    for number, fields, organisations in (
        (1, {"theme": reception, "title": "Répondre à l’heure", "priority": True}, [city]),
        (2, {"theme": reception, "title": "Ouvrir le samedi", "done": True}, [city, centre]),
        (3, {"theme": paper, "title": "Réduire les visas", "seeking_volunteers": True}, [centre]),
        (4, {"theme": paper, "title": "Écrire simplement", "progress": 90}, []),
    ):
        action = ActionPageFactory(parent=plan, number=number, **fields)
        action.organisations.set(organisations)
        if number in (1, 3):
            action.tags.add(tag)
        action.save()
    return plan


@pytest.fixture
def listing(plan: ActionIndexPage, agent: User, sign_in: Callable[[User], Client]) -> Listing:
    """What the list shows for a query string."""
    client = sign_in(agent)

    def listing(query: str = "") -> ActionListing:
        response = client.get(f"{plan.url}?{query}")
        assert response.status_code == 200
        return response.context["listing"]

    return listing


def numbers(listing: ActionListing) -> list[int]:
    return [action.number for action in listing.page]


def counts(listing: ActionListing, name: str) -> dict[str, int]:
    facet = next(facet for facet in listing.facets if facet.name == name)
    return {choice.value: choice.count for choice in facet.choices}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [1, 2, 3, 4]),
        ("theme=accueil", [1, 2]),
        ("theme=accueil&theme=papier", [1, 2, 3, 4]),
        ("theme=accueil&statut=done", [2]),
        ("collectivite=cias", [2, 3]),
        ("collectivite=cias&etiquette=delais", [3]),
        ("prioritaire=1", [1]),
        ("volontaires=1", [3]),
        ("axe=servir&statut=in_progress", [1, 3, 4]),
        ("q=repondre+heure", [1]),
        ("q=ECRIRE", [4]),
        ("tri=titre", [4, 2, 3, 1]),
        ("tri=avancement", [2, 4, 1, 3]),
        ("tri=priorite", [1, 2, 3, 4]),
    ],
)
def test_filters_combine_and_sort(query: str, expected: list[int], listing: Listing) -> None:
    shown = listing(query)
    assert numbers(shown) == expected
    assert shown.found == len(expected)


def test_counts_respect_the_other_filters_and_not_their_own(listing: Listing) -> None:
    shown = listing("theme=accueil")
    assert counts(shown, "theme") == {"accueil": 2, "papier": 2}
    assert counts(shown, "statut") == {"in_progress": 1, "done": 1}
    assert counts(shown, "collectivite") == {"cias": 1, "ville": 2}


def test_each_active_filter_can_be_removed(listing: Listing) -> None:
    shown = listing("theme=accueil&statut=done&tri=titre")
    urls = {active.label: active.url for active in shown.active}
    assert urls["Accueil"] == "?statut=done&tri=titre"


@pytest.mark.parametrize("query", ["theme=inconnu", "statut=%00", "tri=prix", "vue=carte", "axe=1%27--"])
def test_unknown_values_are_ignored_with_a_notice(query: str, listing: Listing) -> None:
    shown = listing(query)
    assert numbers(shown) == [1, 2, 3, 4]
    assert len(shown.notices) == 1


@pytest.mark.parametrize("page", ["0", "99", "x", "-1", "1e9"])
def test_an_impossible_page_shows_one_that_exists(page: str, listing: Listing) -> None:
    assert numbers(listing(f"page={page}")) == [1, 2, 3, 4]


def test_private_actions_are_neither_listed_nor_counted(plan: ActionIndexPage, listing: Listing) -> None:
    action = plan.get_children().last()
    PageViewRestriction.objects.create(page=action, restriction_type=PageViewRestriction.GROUPS)
    shown = listing()
    assert numbers(shown) == [1, 2, 3]
    assert counts(shown, "theme") == {"accueil": 2, "papier": 1}


def test_htmx_gets_the_list_alone(
    plan: ActionIndexPage, agent: User, sign_in: Callable[[User], Client]
) -> None:
    fragment = sign_in(agent).get(plan.url, headers={"hx-request": "true"}).content.decode()
    assert "Répondre à l’heure" in fragment
    assert "<html" not in fragment


def test_a_done_action_no_longer_seeks_volunteers(plan: ActionIndexPage, listing: Listing) -> None:
    ActionPage.objects.filter(number=3).update(status=ActionStatus.DONE, progress=100)
    assert counts(listing(), "volontaires") == {}


def test_all_the_rows_of_a_table_are_offered_if_they_are_not_too_many(
    plan: ActionIndexPage, listing: Listing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filters, "ROWS_PER_PAGE", 2)
    monkeypatch.setitem(filters.LINES, "", 2)
    assert listing("").all_rows == ""
    table = listing("vue=tableau&statut=in_progress")
    assert (len(table.page.object_list), table.all_rows) == (
        2,
        "?vue=tableau&statut=in_progress&lignes=toutes",
    )
    whole = listing(table.all_rows[1:])
    assert (len(whole.page.object_list), whole.all_rows, whole.notices) == (3, "", [])
    monkeypatch.setattr(filters, "MOST_ROWS", 2)
    assert listing("vue=tableau").all_rows == ""


def test_what_the_list_knows_follows_every_change(plan: ActionIndexPage, listing: Listing) -> None:
    """Counts, words and titles are held between requests: each is right at the next one."""
    action = ActionPage.objects.get(number=4)
    assert [found.number for found in listing("q=simplement").page] == [4]
    assert listing("tri=titre").page[0].number == 4
    action.title = "Une page de moins"
    action.status, action.progress = ActionStatus.DONE, 100
    action.save()
    assert listing("q=simplement").found == 0
    assert [found.number for found in listing("q=moins&statut=done").page] == [4]
    assert [found.number for found in listing("tri=titre").page][-1] == 4
    action.unpublish()
    assert (listing("").total, listing("q=moins").found) == (3, 0)
