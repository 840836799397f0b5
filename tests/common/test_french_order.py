"""What people read by name stands in the order of French, in the database and in Python."""

import pytest
from django.contrib.auth.models import Group
from django.db import models
from django.db.models.functions import Collate
from django.test import Client
from django.urls import reverse

from home.models import EditorialPage
from portal.accounts.models import Organisation, Service, User
from portal.accounts.names import agents_called
from portal.common.collation import FRENCH
from portal.common.models import ExternalSite
from projects.models import Tag, Theme
from search.models import SavedSearch, Synonym
from tests.factories import (
    ActionIndexPageFactory,
    ActionPageFactory,
    EditorialPageFactory,
    OrganisationFactory,
    ServiceFactory,
    TagFactory,
    ThemeFactory,
    UserFactory,
)

ORDERED = ["Éducation", "Emploi", "œuvres", "Ouverture", "voirie", "Zoo"]
TYPED = ["Zoo", "Éducation", "voirie", "Ouverture", "œuvres", "Emploi"]
pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def editor() -> Client:
    client = Client()
    client.force_login(UserFactory(is_superuser=True, first_name="Zoé", last_name="Zzz"))
    return client


def in_order(html: str, words: list[str]) -> bool:
    """Whether the main part of a page shows each of the words after the one before."""
    main = html.partition("<main")[2] or html
    places = [main.find(word) for word in words]
    assert -1 not in places, words
    return places == sorted(places)


def test_services_organisations_and_tags() -> None:
    for name in TYPED:
        ServiceFactory(name=name)
        OrganisationFactory(name=name)
        TagFactory(name=name)
    for model in (Service, Organisation, Tag):
        assert list(model.objects.filter(name__in=TYPED).values_list("name", flat=True)) == ORDERED
        assert (
            list(model.objects.order_by("-name").filter(name__in=TYPED).values_list("name", flat=True))
            == (ORDERED[::-1])
        )


def test_accents_come_between_equal_letters() -> None:
    for name in ("côté", "coté", "cote", "côte", "Cote"):
        ServiceFactory(name=name)
    names = list(Service.objects.values_list("name", flat=True))
    assert sorted(names[:2]) == ["Cote", "cote"]
    assert names[2:] == ["coté", "côte", "côté"]


def test_texts_that_fold_alike_remain_different() -> None:
    first = ServiceFactory(name="Éducation")
    second = ServiceFactory(name="education")
    assert Service.objects.get(name="Éducation") == first
    assert Service.objects.get(name="education") == second


def test_agents() -> None:
    for name in TYPED:
        UserFactory(first_name="Mahaut", last_name=name)
    assert [agent.last_name for agent in agents_called("mahaut", limit=10)] == ORDERED
    assert [agent.last_name for agent in User.objects.filter(first_name="Mahaut")] == ORDERED


def test_themes_of_the_same_rank() -> None:
    axis = ThemeFactory(title="Zoo").axis
    for title in TYPED[1:]:
        ThemeFactory(axis=axis, title=title)
    assert list(Theme.objects.filter(axis=axis).values_list("title", flat=True)) == ORDERED


def test_the_choices_and_the_order_of_the_list_of_actions(client: Client) -> None:
    index = ActionIndexPageFactory()
    for title in TYPED:
        action = ActionPageFactory(parent=index, title=title)
    action.tags.add(*(TagFactory(name=name, curated=True) for name in TYPED))
    action.organisations.add(*(OrganisationFactory(name=f"Collectivité {name}") for name in TYPED))
    action.save()
    client.force_login(UserFactory())
    listing = client.get(f"{index.url}?tri=titre").context["listing"]
    labels = {facet.name: [choice.label for choice in facet.choices] for facet in listing.facets}
    assert labels["etiquette"] == ORDERED
    assert labels["collectivite"] == [f"Collectivité {name}" for name in ORDERED]
    assert [action.title for action in listing.page] == ORDERED


@pytest.mark.parametrize("ordering", ["title", "-title"])
def test_pages_in_the_administration(ordering: str, editor: Client) -> None:
    for title in TYPED:
        page = EditorialPageFactory(title=f"{title} des pages")
    titles = [f"{title} des pages" for title in ORDERED]
    parent = page.get_parent()
    html = editor.get(f"/gestion/pages/{parent.pk}/", {"ordering": ordering}).content.decode()
    assert in_order(html, titles if ordering == "title" else titles[::-1])


def test_pages_found_in_the_administration(editor: Client) -> None:
    for title in TYPED:
        page = EditorialPageFactory(title=f"{title} zygomatiques")
    address = f"/gestion/pages/{page.get_parent().pk}/"
    html = editor.get(address, {"q": "zygomatiques", "ordering": "title"}).content.decode()
    assert in_order(html, [f"{title} zygomatiques" for title in ORDERED])


def test_groups_and_services_in_the_administration(editor: Client) -> None:
    for name in TYPED:
        Group.objects.create(name=f"{name} du groupe")
        ServiceFactory(name=f"{name} du service")
    assert in_order(
        editor.get("/gestion/groups/").content.decode(), [f"{name} du groupe" for name in ORDERED]
    )
    services = editor.get(reverse("services:index")).content.decode()
    assert in_order(services, [f"{name} du service" for name in ORDERED])


def test_every_name_by_which_a_model_is_sorted_is_french() -> None:
    """What `Meta.ordering` names among the texts of the portal's models; dates and numbers have their own."""
    sorted_by = {
        model._meta.get_field(name.lstrip("-"))
        for model in (Organisation, Service, User, Tag, Theme, ExternalSite, SavedSearch, Synonym)
        for name in model._meta.ordering
        if "__" not in name
    }
    texts = {field for field in sorted_by if isinstance(field, models.CharField)}
    assert {field.db_collation for field in texts} == {FRENCH}


def test_a_title_of_wagtail_is_sorted_by_the_same_order() -> None:
    for title in TYPED:
        EditorialPageFactory(title=title)
    pages = EditorialPage.objects.filter(title__in=TYPED).order_by(Collate("title", FRENCH))
    assert [page.title for page in pages] == ORDERED
