"""The call for volunteers and the follow button of an action are kept, and are right for each at once."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from portal.accounts.models import User
from portal.http.form_owner import OWNER_FIELD
from portal.privacy.services import pseudonymise
from projects.enums import ActionStatus
from projects.models import ActionPage
from projects.notifications.enums import FollowKind
from projects.notifications.services.following import follow, unfollow
from projects.volunteering.contexts import PEOPLE_SHOWN
from projects.volunteering.services import accept_volunteer, decline_volunteer, volunteer, withdraw
from tests.factories import ActionPageFactory, ServiceFactory, UserFactory, VolunteerFactory
from tests.forms import read_form

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SignIn = Callable[[User], Client]


@pytest.fixture
def action() -> ActionPage:
    return ActionPageFactory(
        seeking_volunteers=True, lead_person=UserFactory(), volunteers_for="Tenir le bureau"
    )


@pytest.fixture
def client(agent: User, sign_in: SignIn) -> Client:
    return sign_in(agent)


@pytest.fixture
def other(sign_in: SignIn) -> Client:
    return sign_in(UserFactory())


def text(client: Client, action: ActionPage) -> str:
    response = client.get(action.url)
    assert response.status_code == 200
    return response.content.decode()


def publish(action: ActionPage) -> None:
    action.save_revision().publish()


def test_the_people_are_asked_once_for_all_readers(client: Client, other: Client, action: ActionPage) -> None:
    VolunteerFactory.create_batch(3, action=action)
    for reader in (client, other):
        text(reader, action)
    with CaptureQueriesContext(connection) as queries:
        text(other, action)
    about = [query["sql"] for query in queries if "volunteering_volunteer" in query["sql"]]
    assert len(about) == 1
    assert "JOIN" not in about[0]


def test_who_volunteers_shows_to_all_at_once(client: Client, other: Client, action: ActionPage) -> None:
    assert "0 sur 3" in text(client, action)
    somebody = UserFactory(first_name="Odile", last_name="Vernet", service=ServiceFactory(name="Voirie"))
    offer = volunteer(action=action, agent=somebody)
    for reader in (client, other):
        html = text(reader, action)
        assert "1 sur 3" in html
        assert "Odile Vernet" in html
        assert "Voirie" in html
    accept_volunteer(offer=offer)
    assert "Proposition acceptée" in text(client, action)
    somebody.last_name = "Bazin"
    somebody.save()
    assert "Odile Bazin" in text(client, action)
    somebody.service.name = "Propreté"
    somebody.service.save()
    assert "Propreté" in text(client, action)
    withdraw(action=action, agent=somebody)
    assert "Odile Bazin" not in text(client, action)


def test_who_left_is_named_no_more(client: Client, action: ActionPage) -> None:
    somebody = UserFactory(first_name="Odile", last_name="Vernet")
    VolunteerFactory(action=action, agent=somebody, status="done")
    assert "Odile Vernet" in text(client, action)
    somebody.is_active = False
    somebody.save()
    assert pseudonymise(somebody.pk, before=timezone.now())
    assert "Odile Vernet" not in text(client, action)


def test_what_the_call_says_follows(client: Client, action: ActionPage) -> None:
    assert "Tenir le bureau" in text(client, action)
    action.volunteers_for = "Porter les urnes"
    publish(action)
    assert "Porter les urnes" in text(client, action)
    action.status, action.progress = ActionStatus.DONE, 100
    publish(action)
    html = text(client, action)
    assert "L’appel est clos" in html
    assert reverse("volunteering:volunteer", args=[action.pk]) not in html
    action.volunteers_wanted = None
    publish(action)
    assert 'id="volontaires"' not in text(client, action)
    VolunteerFactory(action=action)
    assert 'id="volontaires"' in text(client, action)


def test_an_offer_is_its_author_s_alone(
    client: Client, agent: User, other: Client, action: ActionPage
) -> None:
    offer = volunteer(action=action, agent=agent, message="Je sais coudre", availability="Le mardi")
    leave = reverse("volunteering:withdraw", args=[action.pk])
    join = reverse("volunteering:volunteer", args=[action.pk])
    for _time in range(2):
        mine, theirs = text(client, action), text(other, action)
        assert leave in mine
        assert "Je sais coudre" in mine
        assert join not in mine
        assert join in theirs
        assert leave not in theirs
        assert "Je sais coudre" not in theirs
        assert "Le mardi" not in theirs
    decline_volunteer(offer=offer, decline_message="Une autre fois")
    assert "Une autre fois" in text(client, action)
    assert "Une autre fois" not in text(other, action)


def test_the_lead_alone_is_led_to_the_volunteers(client: Client, action: ActionPage, sign_in: SignIn) -> None:
    lead = sign_in(action.lead_person)
    manage = f'href="{reverse("volunteering:volunteers", args=[action.pk])}"'
    for _time in range(2):
        assert manage in text(lead, action)
        assert manage not in text(client, action)
    action.lead_person = UserFactory()
    publish(action)
    assert manage not in text(lead, action)
    assert manage in text(sign_in(action.lead_person), action)


def test_a_restricted_action_hides_its_volunteers(
    client: Client, action: ActionPage, sign_in: SignIn
) -> None:
    text(client, action)
    group = Group.objects.create(name="Les uns")
    restriction = PageViewRestriction.objects.create(page=action, restriction_type="groups")
    restriction.groups.add(group)
    assert client.get(action.url).status_code != 200
    member = UserFactory()
    member.groups.add(group)
    assert "Tenir le bureau" in text(sign_in(member), action)


def test_each_language_has_its_call(client: Client, action: ActionPage) -> None:
    assert "Se porter volontaire" in text(client, action)
    client.post("/langue/", {"language": "en", "next": "/"})
    html = text(client, action)
    assert "I volunteer" in html
    assert "Se porter volontaire" not in html


def test_a_kept_form_has_the_hidden_fields_of_its_reader(action: ActionPage) -> None:
    for reader in (UserFactory(), UserFactory()):
        client = Client(enforce_csrf_checks=True)
        client.force_login(reader)
        html = text(client, action)
        owners = set(re.findall(rf'name="{OWNER_FIELD}" value="(\d+):', html))
        assert owners == {str(reader.pk)}
        join = read_form(html, reverse("volunteering:volunteer", args=[action.pk]))
        assert client.post(join.action, join.fields).status_code == 302
        following = read_form(text(client, action), f"suivi-action-{action.pk}")
        assert client.post(following.action, following.fields).status_code == 302
    assert action.volunteers.count() == 2


def test_the_follow_button_says_what_each_follows(
    client: Client, agent: User, other: Client, action: ActionPage
) -> None:
    def button(reader: Client) -> str:
        found = re.search(rf'id="suivre-action-{action.pk}".*?</button>', text(reader, action))
        assert found
        return found[0]

    assert "Vous suivez" not in button(client)
    follow(agent=agent, kind=FollowKind.ACTION, key=action.pk)
    assert "Vous suivez" in button(client)
    assert "Vous suivez" not in button(other)
    unfollow(agent=agent, kind=FollowKind.ACTION, key=action.pk)
    assert "Vous suivez" not in button(client)


def test_many_volunteers_stand_on_several_pages(client: Client, action: ActionPage) -> None:
    people = [UserFactory(last_name=f"Nom{number:03}") for number in range(PEOPLE_SHOWN + 3)]
    for person in people:
        VolunteerFactory(action=action, agent=person)
    html = text(client, action)
    assert html.count("volunteers__person") == PEOPLE_SHOWN
    assert "?volontaires=2#volontaires" in html
    rest = client.get(action.url, {"volontaires": "2"}).content.decode()
    assert rest.count("volunteers__person") == 3
    assert str(people[-1]) in rest


def test_an_answer_to_htmx_shows_what_was_just_sent(client: Client, action: ActionPage) -> None:
    text(client, action)
    join = reverse("volunteering:volunteer", args=[action.pk])
    answer = client.post(join, headers={"HX-Request": "true"}).content.decode()
    assert "1 sur 3" in answer
    assert "volunteers__person" in answer
    leave = reverse("volunteering:withdraw", args=[action.pk])
    answer = client.post(leave, headers={"HX-Request": "true"}).content.decode()
    assert "0 sur 3" in answer
    assert "volunteers__person" not in answer
