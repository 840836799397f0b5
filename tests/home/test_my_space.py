"""My space: my comments and my volunteering, on what I may read."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from portal.accounts.models import User
from projects.comments.services import delete_comment
from projects.volunteering.enums import ManagerDecision
from search.models import SavedSearch
from tests.factories import ActionPageFactory, CommentFactory, UserFactory, VolunteerFactory
from tests.moderating import fold

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(agent: User) -> Client:
    client = Client()
    client.force_login(agent)
    return client


def read(client: Client, query: str = "") -> str:
    return client.get(reverse("my_space") + query).content.decode()


def test_my_space_shows_what_i_did_and_nothing_of_others(client: Client, agent: User) -> None:
    action = ActionPageFactory(title="Le parapheur", seeking_volunteers=True, lead_person=agent)
    mine = CommentFactory(page=action, author=agent, text="Mon avis")
    CommentFactory(page=action, text="Celui d’un autre")
    VolunteerFactory(agent=agent, action__title="La navette")
    VolunteerFactory(action__title="Sans moi")
    html = read(client)
    assert f'href="{mine.get_absolute_url()}"' in html
    assert "Mon avis" in html
    assert "La navette" in html
    assert reverse("volunteering:volunteers", args=[action.pk]) in html
    assert "Celui d’un autre" not in html
    assert "Sans moi" not in html


def test_what_i_deleted_is_gone_and_what_was_masked_says_why(client: Client, agent: User) -> None:
    deleted = CommentFactory(author=agent, text="Regretté")
    masked = CommentFactory(author=agent, text="Trop vif")
    delete_comment(comment=deleted)
    fold(masked, moderator=UserFactory(), reasoning="Article 3")
    html = read(client)
    assert "Regretté" not in html
    assert "Article 3" in html


def test_pages_that_i_may_not_read_any_more_are_not_named(client: Client, agent: User) -> None:
    action = ActionPageFactory(title="Réservée", seeking_volunteers=True)
    CommentFactory(page=action, author=agent, text="Du temps où je lisais")
    VolunteerFactory(action=action, agent=agent)
    PageViewRestriction.objects.create(page=action, restriction_type=PageViewRestriction.GROUPS)
    html = read(client)
    assert "Réservée" not in html
    assert "Du temps où je lisais" not in html


def test_long_lists_cost_no_more_queries(client: Client, agent: User) -> None:
    action = ActionPageFactory()

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            read(client)
        return len(captured)

    for _each in range(21):  # two pages: each of these lists is counted
        CommentFactory(page=action, author=agent)
    for _each in range(11):
        VolunteerFactory(agent=agent)
    read(client)
    few = queries()
    for _more in range(4):
        CommentFactory(page=action, author=agent)
    VolunteerFactory(agent=agent)
    read(client)  # makes again what is kept for all readers
    assert queries() <= few
    assert "?page=2" in read(client)
    assert read(client, "?page=2").count('href="/participation/commentaires/') == 5
    assert read(client, "?page=x").count('href="/participation/commentaires/') == 20


@pytest.mark.parametrize(
    ("parameter", "mark"),
    [
        ("actions", 'href="/participation/actions/'),
        ("benevolat", "#volontaires"),
        ("reponses", "/avis/"),
        ("recherches", "/retirer/"),
    ],
)
def test_each_list_has_pages(client: Client, agent: User, parameter: str, mark: str) -> None:
    for number in range(12):
        action = ActionPageFactory(seeking_volunteers=True, lead_person=agent)
        VolunteerFactory(action=action, agent=agent)
        VolunteerFactory(action=action, manager=agent, manager_decision=ManagerDecision.ASKED)
        SavedSearch.objects.create(agent=agent, name=f"Ponts {number}", address=f"q=pont{number}")
    assert read(client).count(mark) == 10
    second = read(client, f"?{parameter}=2")
    assert second.count(mark) == 2
    assert read(client, "?page=2").count(mark) == 10
