"""What search keeps for all readers is right at the next request after any change, and never another's."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from portal.accounts.models import User
from portal.common.recent import Recent
from portal.media.models import CustomDocument
from projects.models import ActionIndexPage, ActionPage
from search.index.sync import rebuild
from search.models import PromotedResult, Synonym
from tests.factories import (
    ActionIndexPageFactory,
    ActionPageFactory,
    EditorialPageFactory,
    OrganisationFactory,
    TagFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]


@pytest.fixture
def plan(index: Path) -> ActionIndexPage:
    return ActionIndexPageFactory()


@pytest.fixture
def action(plan: ActionIndexPage) -> ActionPage:
    theme = ThemeFactory(axis__project=plan.get_parent().specific, title="Ménagerie")
    action = ActionPageFactory(parent=plan, title="Nourrir les griffons", theme=theme)
    action.tags.add(TagFactory(name="volière", slug="voliere"))
    action.organisations.set([OrganisationFactory(name="Parc de la ville")])
    action.save()
    rebuild()
    return action


@pytest.fixture
def client(agent: User, sign_in: SignIn) -> Client:
    return sign_in(agent)


def shown(client: Client, query: str = "griffons") -> str:
    answer = client.get("/recherche/", {"q": query})
    assert answer.status_code == 200
    return answer.content.decode()


def test_names_of_filters(action: ActionPage, client: Client) -> None:
    for name in ("Ménagerie", "volière", "Parc de la ville", action.theme.axis.title):
        assert f"<span>{name}</span>" in shown(client)
    tag, organisation = action.tags.get(), action.organisations.get()
    action.theme.title = tag.name = organisation.name = action.theme.axis.title = "Fauconnerie"
    for changed in (action.theme, action.theme.axis, tag, organisation):
        before = shown(client).count("<span>Fauconnerie</span>")
        changed.save()
        assert shown(client).count("<span>Fauconnerie</span>") == before + 1


def test_themes_are_those_that_one_may_read(action: ActionPage, client: Client, sign_in: SignIn) -> None:
    keepers = Group.objects.create(name="Soigneurs")
    keeper = sign_in(UserFactory(groups=["Soigneurs"]))
    project = action.get_parent().get_parent()
    assert "Ménagerie" in shown(client, "zzzz")
    restriction = PageViewRestriction.objects.create(page=project, restriction_type="groups")
    restriction.groups.add(keepers)
    assert "Ménagerie" in shown(keeper, "zzzz")
    assert "Ménagerie" not in shown(client, "zzzz")
    restriction.delete()
    assert "Ménagerie" in shown(client, "zzzz")
    project.specific.unpublish()
    assert "Ménagerie" not in shown(client, "zzzz")
    assert "Ménagerie" not in shown(keeper, "zzzz")


def test_an_address_follows_the_page(action: ActionPage, client: Client) -> None:
    assert f'href="{action.url}"' in shown(client)
    action.slug = "une-autre-adresse"
    action.save_revision().publish()
    assert f'href="{ActionPage.objects.get().url}"' in shown(client)
    assert "une-autre-adresse" in ActionPage.objects.get().url


def test_a_promoted_result(action: ActionPage, client: Client) -> None:
    page = EditorialPageFactory(title="Le guide des soins")
    assert "Le guide des soins" not in shown(client)
    promoted = PromotedResult.objects.create(queries="griffons", page=page, note="À lire d’abord.")
    assert "À lire d’abord." in shown(client)
    promoted.note = "Mis à jour."
    promoted.save()
    assert "Mis à jour." in shown(client)
    page.title = "Le guide du fauconnier"
    page.save_revision().publish()
    assert "Le guide du fauconnier" in shown(client)
    promoted.delete()
    assert "Le guide du fauconnier" not in shown(client)


def test_a_synonym(action: ActionPage, client: Client) -> None:
    assert action.url not in shown(client, "chimères")
    synonym = Synonym.objects.create(words="chimères, griffons")
    assert action.url in shown(client, "chimères")
    synonym.words = "chimères, licornes"
    synonym.save()
    assert action.url not in shown(client, "chimères")
    synonym.words = "chimères, griffons"
    synonym.save()
    synonym.delete()
    assert action.url not in shown(client, "chimères")


def test_the_first_restriction_of_a_collection_counts_at_once(index: Path, client: Client) -> None:
    case = Collection.get_first_root_node().add_child(name="Casier")
    CustomDocument.objects.create(
        title="Registre des griffons", file=ContentFile(b"x", "x.txt"), collection=case
    )
    rebuild()
    assert "Registre des <mark>griffons</mark>" in shown(client)
    restriction = CollectionViewRestriction.objects.create(
        collection=case, restriction_type="password", password="sésame"
    )
    assert "Registre des" not in shown(client)
    restriction.delete()
    assert "Registre des <mark>griffons</mark>" in shown(client)


def test_each_language_has_its_own_form(action: ActionPage, client: Client) -> None:
    def form(client: Client) -> str:
        return shown(client).partition('id="save-search"')[2].partition("</form>")[0]

    french = form(client)
    client.post("/langue/", {"language": "en", "next": "/"})
    english = form(client)
    assert french != english
    assert form(client).partition("<label")[2] == english.partition("<label")[2]


def test_a_refused_form_is_not_the_one_that_is_kept(action: ActionPage, client: Client) -> None:
    shown(client)
    refused = client.post("/recherche/gardees/", {"name": "x" * 200, "query": "q=griffons"}).content.decode()
    assert "x" * 200 in refused
    assert "x" * 200 not in shown(client)


def test_only_the_latest_values_are_remembered() -> None:
    recent: Recent[str] = Recent(2)
    recent.put("one", "1")
    recent.put("two", "2")
    assert recent.get("one") == "1"
    recent.put("three", "3")
    assert (recent.get("one"), recent.get("two"), recent.get("three")) == ("1", None, "3")
