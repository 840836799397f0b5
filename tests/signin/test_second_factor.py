"""The second step of signing in: turned on, asked for, lost, removed."""

import datetime
import html
import re
import time
from collections.abc import Callable

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.models import ModelLogEntry

from portal.accounts.models import User
from portal.signin import second_factor
from portal.signin.lockout import PER_ACCOUNT
from portal.signin.models import Session
from portal.signin.signing_in import METHOD, PENDING, open_session
from tests.factories import PASSWORD, UserFactory
from tests.mailbox import letters

pytestmark = pytest.mark.django_db

TURN_ON = "/mon-espace/securite/double-verification/"
TURN_OFF = "/mon-espace/securite/double-verification/arreter/"
CODE = "/connexion/code/"


def code_of(device: TOTPDevice, steps: int = 0) -> str:
    """What the application shows, so many half minutes from now."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time() + steps * device.step
    return f"{totp.token():06d}"


def turned_on(agent: User) -> tuple[TOTPDevice, list[str]]:
    """A device whose codes of now and later are unused, and the recovery codes."""
    device = second_factor.read_secret(agent, second_factor.propose_secret(agent))
    codes = second_factor.turn_on(user=agent, device=device, code=code_of(device), session_key=None)
    TOTPDevice.objects.update(last_t=-1)
    return device, codes


def first_step(agent: User, next_url: str = "") -> tuple[Client, str]:
    client = Client()
    response = client.post("/connexion/", {"username": agent.email, "password": PASSWORD, "next": next_url})
    return client, response.url


def is_in(client: Client) -> bool:
    return client.get("/mon-espace/").status_code == 200


# Turning it on and off


def test_it_is_turned_on_by_a_code_and_the_password(agent: User) -> None:
    client, _url = first_step(agent)
    other, _url = first_step(agent)
    before = client.session.session_key
    page = client.get(TURN_ON).content.decode()
    assert "<svg" in page
    assert "style=" not in page
    secret = html.unescape(re.search(r'name="secret" value="([^"]+)"', page).group(1))
    device = second_factor.read_secret(agent, secret)
    assert second_factor.secret_in_text(device) in page
    wrong = client.post(TURN_ON, {"secret": secret, "code": "000000", "password": PASSWORD})
    assert wrong.status_code == 422
    assert second_factor.secret_in_text(device) in wrong.content.decode()
    assert not second_factor.is_on(agent)
    fields = {"secret": secret, "code": code_of(device)}
    assert client.post(TURN_ON, fields | {"password": "autre"}).status_code == 422
    assert not second_factor.is_on(agent)
    answer = client.post(TURN_ON, fields | {"password": PASSWORD})
    codes = re.findall(r"<code>([a-z2-7]{8})</code>", answer.content.decode())
    assert len(set(codes)) == 10
    assert second_factor.is_on(agent)
    assert client.session.session_key != before
    assert (is_in(client), is_in(other)) == (True, False)
    assert codes[0] not in client.get("/mon-espace/securite/").content.decode()
    assert client.get(TURN_ON).url == "/mon-espace/securite/"


def test_a_secret_proposed_to_somebody_else_is_refused(agent: User, sign_in: Callable) -> None:
    proposed = second_factor.propose_secret(UserFactory())
    device = second_factor.read_secret(User.objects.exclude(pk=agent.pk).get(), proposed)
    fields = {"secret": proposed, "code": code_of(device), "password": PASSWORD}
    assert sign_in(agent).post(TURN_ON, fields).url == TURN_ON
    assert not second_factor.is_on(agent)


def test_looking_at_the_page_changes_nothing(agent: User, sign_in: Callable[[User], Client]) -> None:
    sign_in(agent).get(TURN_ON)
    assert not TOTPDevice.objects.exists()


def test_turning_it_off_takes_a_code(agent: User, sign_in: Callable[[User], Client]) -> None:
    device, _codes = turned_on(agent)
    client = sign_in(agent)
    assert client.post(TURN_OFF, {"code": "000000"}).status_code == 422
    assert second_factor.is_on(agent)
    client.post(TURN_OFF, {"code": code_of(device)})
    assert not second_factor.is_on(agent)
    assert is_in(client)
    assert first_step(agent)[1] == "/"


# Signing in


def test_nobody_is_in_before_the_code(agent: User) -> None:
    device, _codes = turned_on(agent)
    client, url = first_step(agent, "/recherche/")
    assert url == CODE
    assert not is_in(client)
    assert not Session.objects.filter(user=agent).exists()
    before = client.session.session_key
    assert client.post(CODE, {"code": "000000"}).status_code == 200
    assert not is_in(client)
    response = client.post(CODE, {"code": code_of(device)})
    assert response.url == "/recherche/"
    assert is_in(client)
    assert client.session.session_key != before
    assert client.session[METHOD] == "password"
    assert PENDING not in client.session


def test_a_code_serves_once(agent: User) -> None:
    device, _codes = turned_on(agent)
    code = code_of(device)
    client, _url = first_step(agent)
    assert client.post(CODE, {"code": code}).status_code == 302
    other, _url = first_step(agent)
    assert other.post(CODE, {"code": code}).status_code == 200
    assert not is_in(other)


def test_a_recovery_code_serves_once_however_typed(agent: User) -> None:
    _device, codes = turned_on(agent)
    client, _url = first_step(agent)
    client.post(CODE, {"code": f" {codes[3].upper()[:4]} {codes[3][4:]}"})
    assert is_in(client)
    assert StaticToken.objects.count() == 9
    other, _url = first_step(agent)
    assert other.post(CODE, {"code": codes[3]}).status_code == 200


@pytest.mark.parametrize("steps", [-3, 3])
def test_a_code_of_another_minute_is_refused(steps: int, agent: User) -> None:
    device, _codes = turned_on(agent)
    client, _url = first_step(agent)
    assert client.post(CODE, {"code": code_of(device, steps)}).status_code == 200


def test_the_second_step_is_tied_to_the_browser_of_the_first(agent: User) -> None:
    device, _codes = turned_on(agent)
    first_step(agent)
    stranger = Client()
    assert stranger.get(CODE).url == "/connexion/"
    assert stranger.post(CODE, {"code": code_of(device)}).url == "/connexion/"


def test_it_waits_for_five_minutes(agent: User) -> None:
    device, _codes = turned_on(agent)
    client, _url = first_step(agent)
    session = client.session
    session[PENDING] = session[PENDING] | {"until": time.time() - 1}
    session.save()
    assert client.post(CODE, {"code": code_of(device)}).url == "/connexion/"


@pytest.mark.parametrize("change", ["password", "closed"])
def test_it_falls_when_the_account_changes_meanwhile(change: str, agent: User) -> None:
    device, _codes = turned_on(agent)
    client, _url = first_step(agent)
    if change == "password":
        agent.set_password("une toute nouvelle phrase de passe")
    else:
        agent.is_active = False
    agent.save()
    assert client.post(CODE, {"code": code_of(device)}).url == "/connexion/"
    assert not is_in(client)


def test_codes_are_not_guessed_even_with_the_password(agent: User) -> None:
    device, codes = turned_on(agent)
    for number in range(PER_ACCOUNT):  # the password again and again does not start the count anew
        client, _url = first_step(agent)
        client.post(CODE, {"code": f"{number:06d}"})
    for code in (code_of(device), codes[0]):
        assert "Trop de tentatives" in client.post(CODE, {"code": code}).content.decode()
    assert not is_in(client)
    fields = {"username": agent.email, "password": PASSWORD}
    assert "Trop de tentatives" in Client().post("/connexion/", fields).content.decode()


@pytest.mark.parametrize("method", ["oidc", "ldap"])
def test_every_method_asks_for_the_code(method: str, agent: User) -> None:
    turned_on(agent)
    request = RequestFactory().get("/")
    request.session = Client().session
    request.session["kept"] = "by the method"
    assert open_session(request, agent, method=method, next_url="/projet/") == CODE
    assert "_auth_user_id" not in request.session
    assert request.session["kept"] == "by the method"


def test_a_new_password_by_mail_does_not_go_round_it(client: Client, agent: User) -> None:
    turned_on(agent)
    client.post("/mot-de-passe/oublie/", {"email": agent.email})
    link = next(word for word in letters()[0].text.split() if "/mot-de-passe/nouveau/" in word)
    form = client.get(link.removeprefix("http://localhost:8000"), follow=True)
    new = "une toute nouvelle phrase de passe"
    client.post(form.redirect_chain[-1][0], {"new_password1": new, "new_password2": new})
    assert not is_in(client)
    assert client.post("/connexion/", {"username": agent.email, "password": new}).url == CODE


def test_an_account_without_it_signs_in_at_once(agent: User) -> None:
    client, url = first_step(agent)
    assert url == "/"
    assert is_in(client)
    assert client.get(CODE).url == "/connexion/"


# A lost phone


def test_an_administrator_removes_it_and_its_owner_is_told(
    agent: User, sign_in: Callable[[User], Client]
) -> None:
    turned_on(agent)
    administrator = UserFactory(groups=["Administration"])
    page = reverse("account_security", args=[agent.pk])
    sign_in(administrator).post(page, {"do": "second_factor"})
    assert first_step(agent)[1] == "/"
    (entry,) = ModelLogEntry.objects.filter(action="accounts.second_factor_removed")
    assert (entry.user, entry.object_id) == (administrator, str(agent.pk))
    assert [letter.to for letter in letters()] == [agent.email]


@pytest.mark.parametrize("group", ["Communication", "Comité de pilotage", "Modération", "Agents"])
def test_nobody_else_does(group: str, agent: User, sign_in: Callable[[User], Client]) -> None:
    turned_on(agent)
    page = reverse("account_security", args=[agent.pk])
    sign_in(UserFactory(groups=[group])).post(page, {"do": "second_factor"})
    assert second_factor.is_on(agent)


def test_a_proposed_secret_expires(agent: User, monkeypatch: pytest.MonkeyPatch) -> None:
    proposed = second_factor.propose_secret(agent)
    later = time.time() + datetime.timedelta(hours=1, seconds=5).total_seconds()
    monkeypatch.setattr(time, "time", lambda: later)
    with pytest.raises(second_factor.signing.BadSignature):
        second_factor.read_secret(agent, proposed)
