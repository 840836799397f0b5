"""A person corrects their profile, and closes their account."""

from collections.abc import Callable

import pytest
from django.test import Client

from portal.accounts.models import User
from tests.factories import PASSWORD, ServiceFactory, UserFactory

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
PROFILE = "/mon-espace/profil/"
CLOSE = "/mon-espace/fermer-mon-compte/"


def test_a_person_corrects_their_name_and_job(agent: User, sign_in: SignIn) -> None:
    response = sign_in(agent).post(
        PROFILE, {"first_name": "Camille", "last_name": "Autre", "job_title": "Cartographe"}, follow=True
    )
    assert "Votre profil est corrigé." in response.content.decode()
    agent.refresh_from_db()
    assert (agent.last_name, agent.job_title) == ("Autre", "Cartographe")


def test_nothing_else_of_an_account_changes_there(agent: User, sign_in: SignIn) -> None:
    before = User.objects.filter(pk=agent.pk).values().get()
    sign_in(agent).post(
        PROFILE,
        {
            "first_name": agent.first_name,
            "last_name": agent.last_name,
            "job_title": "",
            "email": "autre@exemple.invalid",
            "service": ServiceFactory().pk,
            "is_superuser": "on",
            "is_active": "",
            "groups": "1",
            "forget_texts": "on",
        },
    )
    after = User.objects.filter(pk=agent.pk).values().get()
    before.pop("last_login"), after.pop("last_login")
    assert after == before
    assert not agent.groups.exists()


def test_a_refused_correction_leaves_the_name_in_the_header(agent: User, sign_in: SignIn) -> None:
    response = sign_in(agent).post(PROFILE, {"first_name": "", "last_name": "X" * 81, "job_title": ""})
    html = response.content.decode()
    assert "field--invalid" in html
    assert f"<strong>Camille {agent.last_name}</strong>" in html


def test_the_page_says_what_stays_and_when(agent: User, sign_in: SignIn) -> None:
    html = sign_in(agent).get(CLOSE).content.decode()
    assert "Après 30 jours" in html
    assert "Agent parti" in html


def test_closing_ends_every_session_at_once(agent: User, sign_in: SignIn) -> None:
    here, elsewhere = sign_in(agent), sign_in(agent)
    assert elsewhere.get("/").status_code == 200
    response = here.post(CLOSE, {"password": PASSWORD}, follow=True)
    assert "Votre compte est fermé." in response.content.decode()
    assert here.get("/").status_code == 302
    assert elsewhere.get("/").status_code == 302
    agent.refresh_from_db()
    assert not agent.is_active
    assert not agent.forget_texts
    response = here.post("/connexion/", {"username": agent.email, "password": PASSWORD})
    assert response.status_code == 200
    # Opened again by an administrator, the account keeps its password but no old session.
    User.objects.filter(pk=agent.pk).update(is_active=True)
    assert elsewhere.get("/").status_code == 302
    agent.refresh_from_db()
    assert agent.check_password(PASSWORD)


def test_the_person_may_ask_for_the_removal_of_their_texts(agent: User, sign_in: SignIn) -> None:
    sign_in(agent).post(CLOSE, {"password": PASSWORD, "forget_texts": "on"})
    agent.refresh_from_db()
    assert agent.forget_texts


@pytest.mark.parametrize("data", [{}, {"password": "faux"}, {"email": "agent@exemple.invalid"}])
def test_closing_wants_the_password(data: dict[str, str], agent: User, sign_in: SignIn) -> None:
    client = sign_in(agent)
    response = client.post(CLOSE, data)
    assert response.status_code == 200
    assert "field--invalid" in response.content.decode()
    agent.refresh_from_db()
    assert agent.is_active
    assert client.get("/").status_code == 200


def test_an_account_without_a_password_types_its_address(agent: User, sign_in: SignIn) -> None:
    agent.set_unusable_password()
    agent.save()
    client, elsewhere = sign_in(agent), sign_in(agent)
    assert client.post(CLOSE, {"email": "autre@exemple.invalid"}).status_code == 200
    assert client.post(CLOSE, {"email": agent.email.upper()}).status_code == 302
    agent.refresh_from_db()
    assert not agent.is_active
    assert not agent.has_usable_password()
    assert elsewhere.get("/").status_code == 302


def test_the_last_administrator_hands_over_first(sign_in: SignIn) -> None:
    last = UserFactory(groups=["Administration"])
    UserFactory(groups=["Administration"], is_active=False)
    response = sign_in(last).post(CLOSE, {"password": PASSWORD})
    assert "Donnez ce rôle à un collègue" in response.content.decode()
    last.refresh_from_db()
    assert last.is_active
    UserFactory(groups=["Administration"])
    sign_in(last).post(CLOSE, {"password": PASSWORD})
    last.refresh_from_db()
    assert not last.is_active


def test_closing_needs_a_form_of_the_portal(agent: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(agent)
    assert client.post(CLOSE, {"password": PASSWORD}).status_code == 403
    client.get(CLOSE)
    agent.refresh_from_db()
    assert agent.is_active
