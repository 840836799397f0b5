"""Security events have a logger of their own, and name accounts by their numbers."""

import logging
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from portal.accounts.models import User
from portal.http.logs import line_of
from portal.signin.lockout import PER_ACCOUNT
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _heard(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "portal.security")


def events(caplog: pytest.LogCaptureFixture) -> list[tuple[str, dict[str, Any]]]:
    """The events since the last call, each with its fields."""
    lines = [line_of(record) for record in caplog.records]
    caplog.clear()
    return [(line.event, line.fields) for line in lines if line.logger == "portal.security"]


def sign_in(email: str, password: str) -> None:
    Client().post("/connexion/", {"username": email, "password": password})


def test_refused_tries_and_a_lock(agent: User, caplog: pytest.LogCaptureFixture) -> None:
    here = {"purpose": "sign_in", "account": agent.pk, "network": "127.0.0.1"}
    for _try in range(PER_ACCOUNT):
        sign_in(agent.email, "faux")
    assert events(caplog) == [("try_refused", here)] * PER_ACCOUNT
    sign_in(agent.email, PASSWORD)
    assert events(caplog) == [("locked_out", here)]


def test_an_unknown_address(caplog: pytest.LogCaptureFixture) -> None:
    sign_in("canari@exemple.invalid", "faux")
    [(event, fields)] = events(caplog)
    assert (event, fields["account"]) == ("try_refused", None)
    assert "canari" not in str(fields)


def test_what_happens_to_accounts(
    agent: User, caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any
) -> None:
    group = Group.objects.get(name="Communication")
    with django_capture_on_commit_callbacks(execute=True):
        agent.groups.add(group)
    of_the_agent = {"type": "user", "number": str(agent.pk), "by": None}
    assert events(caplog) == [("accounts_groups", {**of_the_agent, "added": "Communication"})]
    with django_capture_on_commit_callbacks(execute=True):
        agent.set_password("une autre phrase de passe")
        agent.save()
    assert events(caplog) == [("accounts_password", of_the_agent)]


def test_a_change_that_is_undone_is_not_told(
    agent: User, caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any
) -> None:
    agent.groups.add(Group.objects.get(name="Communication"))
    assert events(caplog) == [], "the transaction may still be rolled back"


@pytest.mark.parametrize("address", ["/gestion/users/", "/gestion/sites/"])
def test_a_refusal_of_the_administration(address: str, caplog: pytest.LogCaptureFixture) -> None:
    client = Client()
    client.force_login(UserFactory(groups=["Communication"]))
    client.get(address)
    assert [event for event, _fields in events(caplog)] == ["permission_denied"]


def test_a_forbidden_host_and_a_form_without_its_token(agent: User, caplog: pytest.LogCaptureFixture) -> None:
    Client().get("/connexion/", headers={"Host": "ailleurs.invalid"})
    client = Client(enforce_csrf_checks=True)
    client.force_login(agent)
    client.post("/mon-espace/")
    assert [event for event, _fields in events(caplog)] == ["DisallowedHost", "csrf"]
