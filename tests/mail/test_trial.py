"""The test of the mail settings tells what the server said, and no secret."""

from collections.abc import Callable
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from portal.accounts.models import User
from portal.mail.models import MailTrial
from portal.mail.trial import KEPT, try_mail_server
from tests.factories import UserFactory
from tests.mail.test_faults import GOOD, POISON, Answers, to
from tests.mailbox import Mailbox, hanging_mail_server, receiving_mail, send_outbox

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
SECRET = "phrase-de-passe"


def said(capsys: pytest.CaptureFixture[str], address: str) -> str:
    """What the command writes."""
    try:
        call_command("send_test_mail", address)
    except CommandError as error:
        return capsys.readouterr().out + str(error)
    return capsys.readouterr().out


def test_the_command_shows_the_conversation(mailbox: Mailbox, capsys: pytest.CaptureFixture[str]) -> None:
    shown = said(capsys, GOOD)
    assert mailbox.recipients == [GOOD]
    assert "connexion → 220" in shown
    for step in ("EHLO → 250", "MAIL → 250 OK", "RCPT → 250 OK", "DATA → 354", "DATA → 250 OK"):
        assert step in shown
    assert "accepted" in shown


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
def test_a_refusal_is_told_in_the_words_of_the_server(
    verb: str, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with receiving_mail(settings, Answers(**{verb: {"": "550 5.7.1 not from here"}})):
        shown = said(capsys, GOOD)
    assert f"{verb} → 550 5.7.1 not from here" in shown
    assert "The mail did not leave" in shown


@pytest.mark.parametrize("right", [True, False])
def test_signing_in_is_told_without_the_password(
    right: bool, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "portail", SECRET
    signing_in = {
        "authenticator": lambda *_arguments: AuthResult(success=right, handled=False),
        "auth_require_tls": False,
    }
    with receiving_mail(settings, **signing_in):
        shown = said(capsys, GOOD)
    assert ("AUTH → 235" if right else "AUTH → 535") in shown
    assert SECRET not in shown
    assert "cGhyYXNl" not in shown, "nor in base64"


def test_a_server_without_tls_is_told(
    mailbox: Mailbox, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.EMAIL_USE_TLS = True
    assert "STARTTLS" in said(capsys, GOOD)
    assert mailbox.messages == []


def test_a_server_that_hangs_is_told(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    with hanging_mail_server(settings):
        assert "timed out" in said(capsys, GOOD)


def test_without_a_server_it_says_where_mail_goes() -> None:
    accepted, steps = try_mail_server(GOOD)
    assert accepted
    assert "locmem" in steps[0]


@pytest.fixture
def administrator(db: None) -> User:
    return UserFactory(groups=["Administration"])


def test_the_screen_asks_and_shows_the_words(
    administrator: User, sign_in: SignIn, settings: Settings
) -> None:
    client, screen = sign_in(administrator), reverse("mail_trial")
    assert administrator.email in client.get(screen).content.decode()
    with hanging_mail_server(settings) as server:
        assert client.post(screen, {"address": POISON}).status_code == 302
        assert server.connections() == 0, "the request asked no mail server"
    assert "Pas encore envoyé" in client.get(screen).content.decode()
    with receiving_mail(settings, Answers(RCPT={POISON: "550 5.1.1 <b>no</b>"})):
        send_outbox()
        send_outbox()
    shown = client.get(screen).content.decode()
    assert "RCPT → 550 5.1.1 &lt;b&gt;no&lt;/b&gt;" in shown
    assert MailTrial.objects.count() == 1


def test_mails_leave_before_tests_of_the_settings(mailbox: Mailbox) -> None:
    MailTrial.objects.create(address=POISON)
    to(GOOD)
    send_outbox()
    assert mailbox.recipients == [GOOD, POISON]


def test_tests_are_limited_and_the_last_ones_kept(
    administrator: User, sign_in: SignIn, settings: Settings
) -> None:
    settings.QUOTAS = {**settings.QUOTAS, "mail_trial": f"{KEPT + 1}/hour"}
    client, screen = sign_in(administrator), reverse("mail_trial")
    answers: list[Any] = [client.post(screen, {"address": GOOD}).status_code for _time in range(KEPT + 2)]
    assert answers == [302] * (KEPT + 1) + [429]
    assert MailTrial.objects.count() == KEPT


def test_an_address_that_is_none_is_refused(administrator: User, sign_in: SignIn) -> None:
    page = sign_in(administrator).post(reverse("mail_trial"), {"address": "pas une adresse"})
    assert page.status_code == 200
    assert not MailTrial.objects.exists()
