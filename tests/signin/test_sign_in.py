"""Signing in and out, and the password."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client

from portal.accounts.models import User
from portal.signin.signing_in import PREVIOUS_VISIT
from tests.factories import PASSWORD, UserFactory
from tests.mailbox import letters

pytestmark = pytest.mark.django_db


def test_signing_in_leads_to_the_page_asked_for(client: Client, agent: User) -> None:
    sent = client.get("/mot-de-passe/")
    response = client.post(sent.url, {"username": agent.email.upper(), "password": PASSWORD})
    assert (response.status_code, response.url) == (302, "/mot-de-passe/")


def test_next_never_leaves_the_portal(client: Client, agent: User) -> None:
    address = "/connexion/?next=https://ailleurs.invalid/"
    response = client.post(address, {"username": agent.email, "password": PASSWORD})
    assert response.url == "/"


def test_a_wrong_password_says_so_and_keeps_the_address(client: Client, agent: User) -> None:
    response = client.post("/connexion/", {"username": agent.email, "password": "autre chose"})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert agent.email in response.content.decode()


def test_an_inactive_account_gets_the_same_answer_as_an_unknown_one(client: Client) -> None:
    inactive = UserFactory(is_active=False)
    answers = [
        client.post("/connexion/", {"username": email, "password": PASSWORD}).context["form"].errors
        for email in (inactive.email, "inconnu@exemple.invalid")
    ]
    assert answers[0] == answers[1] != {}


def test_signing_out_takes_a_post(sign_in: Callable[[User], Client], agent: User) -> None:
    client = sign_in(agent)
    assert client.get("/deconnexion/").status_code == 405
    assert client.post("/deconnexion/").url == "/connexion/"
    assert client.get("/").status_code == 302


def test_a_forgotten_password_is_replaced_through_the_mail(client: Client, agent: User) -> None:
    client.post("/mot-de-passe/oublie/", {"email": agent.email})
    (message,) = letters()
    assert message.to == agent.email
    link = re.search(r"https?://[^/]+(/mot-de-passe/nouveau/\S+)", message.text)
    assert link
    form = client.get(link.group(1))
    new = "un tout autre mot de passe"
    response = client.post(form.url, {"new_password1": new, "new_password2": new})
    assert response.url == "/mot-de-passe/enregistre/"
    assert client.login(email=agent.email, password=new)


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client: Client) -> None:
    response = client.post("/mot-de-passe/oublie/", {"email": "inconnu@exemple.invalid"})
    assert response.url == "/mot-de-passe/envoye/"
    assert letters() == []


def test_a_new_password_that_is_too_short_is_refused(sign_in: Callable[[User], Client], agent: User) -> None:
    response = sign_in(agent).post(
        "/mot-de-passe/", {"old_password": PASSWORD, "new_password1": "court", "new_password2": "court"}
    )
    assert "12" in response.context["form"].errors["new_password2"][0]


def test_htmx_sends_the_whole_page_to_sign_in(client: Client) -> None:
    response = client.get(
        "/projet/actions/?theme=accueil",
        headers={"hx-request": "true", "hx-current-url": "http://testserver/projet/actions/"},
    )
    assert response.headers["HX-Redirect"] == "/connexion/?next=/projet/actions/"


def test_the_previous_visit_is_remembered(client: Client, agent: User) -> None:
    fields = {"username": agent.email, "password": PASSWORD}
    client.post("/connexion/", fields)
    assert client.session[PREVIOUS_VISIT] is None
    agent.refresh_from_db()
    client.post("/deconnexion/")
    client.post("/connexion/", fields)
    assert client.session[PREVIOUS_VISIT] == agent.last_login.isoformat()


def test_an_agent_without_rights_on_content_leaves_by_the_way_out_of_the_administration(agent: User) -> None:
    """It led to the sign-in page, which led back, in circles."""
    client = Client()
    client.force_login(agent)
    assert client.get("/gestion/logout/").status_code == 405
    assert client.post("/gestion/logout/").url == "/connexion/"
    assert SESSION_KEY not in client.session
