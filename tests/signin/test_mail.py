"""Mail about accounts leaves over SMTP."""

import datetime
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client, override_settings
from django.utils import timezone, translation
from pytest_django.fixtures import Settings

from portal.accounts.models import User
from portal.mail.enums import GivenUp
from portal.mail.models import OutgoingMail, Trouble
from portal.settings import base
from portal.signin.enums import Notice
from portal.signin.mail import send_notice, send_reset
from tests.factories import UserFactory
from tests.mailbox import HangsUp, Mailbox, address_of, letter, letters, parts, receiving_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    """A real SMTP server, to which the scheduler sends."""
    with receiving_mail(settings) as mailbox:
        yield mailbox


def ask(client: Client, email: str) -> None:
    client.post("/mot-de-passe/oublie/", {"email": email})


def test_without_a_server_mail_is_written_beside_the_database() -> None:
    assert Path(base.EMAIL_CONFIG["EMAIL_FILE_PATH"]) == base.VAR_DIR / "mail"


def test_the_password_mail_is_received_in_french(mailbox: Mailbox, client: Client, agent: User) -> None:
    ask(client, agent.email)
    assert mailbox.messages == []  # the request does not tell, by its time, who has an account
    call_command("send_mail_outbox")
    (message,) = mailbox.take()
    assert address_of(message) == agent.email
    assert letter(message).name == agent.get_full_name()
    assert mailbox.recipients == [agent.email]
    for part in parts(message):
        assert "/mot-de-passe/nouveau/" in part
        assert "mot de passe" in part


def test_mail_that_cannot_leave_is_tried_again(client: Client, agent: User) -> None:
    ask(client, agent.email)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with override_settings(
        MAIL_TRANSPORT="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
    ):
        call_command("send_mail_outbox")
    assert OutgoingMail.objects.count() == 1
    Trouble.objects.update(until=timezone.now())
    assert [letter.to for letter in letters()] == [agent.email]
    assert len(letters()) == 1


def test_a_refused_mail_does_not_hold_the_others_back(mailbox: Mailbox, client: Client, agent: User) -> None:
    other = UserFactory()
    for user in (agent, other):
        ask(client, user.email)
    mailbox.busy = {agent.email}
    call_command("send_mail_outbox")
    assert [address_of(message) for message in mailbox.take()] == [other.email]
    assert [waiting.recipient for waiting in OutgoingMail.objects.all()] == [agent.email]


@pytest.mark.parametrize("answer", [None, "421 too busy for you"])
def test_a_mail_that_makes_the_server_hang_up_does_not_stop_the_others(
    answer: str | None, client: Client, agent: User, settings: Settings
) -> None:
    poison = UserFactory()
    ask(client, poison.email)
    ask(client, agent.email)
    send_notice(Notice.PASSWORD_CHANGED, agent)
    with receiving_mail(settings, HangsUp(poison.email, answer)) as mailbox:
        for _turn in range(2):
            call_command("send_mail_outbox")
        assert mailbox.recipients == [agent.email] * 2
    assert OutgoingMail.objects.get().recipient == poison.email


def test_an_hour_later_it_is_too_late_and_the_log_says_so(
    client: Client, agent: User, caplog: pytest.LogCaptureFixture
) -> None:
    """Whether there is a mail server or not."""
    ask(client, agent.email)
    (row,) = OutgoingMail.objects.all()
    assert row.expires_at == row.created_at + datetime.timedelta(hours=1)
    OutgoingMail.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    call_command("send_mail_outbox")
    assert mail.outbox == []
    row.refresh_from_db()
    assert (row.given_up, row.next_attempt_at) == (GivenUp.EXPIRED, None)
    assert "1 mails could not leave in time" in caplog.text


def test_an_account_of_the_directory_is_told_where_its_password_is(client: Client, agent: User) -> None:
    agent.set_unusable_password()
    agent.save()
    ask(client, agent.email.upper())
    (message,) = letters()
    assert message.to == agent.email
    for part in (message.text, message.html):
        assert "poste de travail" in part
        assert "/mot-de-passe/nouveau/" not in part


def test_a_closed_account_gets_nothing(client: Client) -> None:
    ask(client, UserFactory(is_active=False).email)
    assert letters() == []
    assert not OutgoingMail.objects.exists()


@override_settings(WAGTAILADMIN_BASE_URL="https://portail.exemple.invalid")
def test_links_do_not_follow_the_host_that_was_asked(client: Client, agent: User) -> None:
    client.post("/mot-de-passe/oublie/", {"email": agent.email}, headers={"host": "localhost"})
    (message,) = letters()
    for part in (message.text, message.html):
        assert "https://portail.exemple.invalid/mot-de-passe/nouveau/" in part
        assert "localhost" not in part


def test_the_link_is_kept_nowhere(mailbox: Mailbox, client: Client, agent: User) -> None:
    """It opens the account: who reads a copy of the database must not find it, even after a refusal."""
    ask(client, agent.email)
    assert not [value for value in vars(OutgoingMail.objects.get()).values() if "nouveau" in str(value)]
    mailbox.refused = {agent.email}
    call_command("send_mail_outbox")
    row = OutgoingMail.objects.get()
    assert (row.attempts, row.content) == (1, None)
    assert not [value for value in vars(row).values() if "nouveau" in str(value)]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("notice", [*Notice, None])
def test_every_mail_is_written_whole(notice: Notice | None, language: str, agent: User) -> None:
    with translation.override(language):
        send_notice(notice, agent) if notice else send_reset(agent.email)
    (message,) = letters()
    assert message.to == agent.email
    assert message.name == agent.get_full_name()
    assert "\n" not in message.subject
    for part in (message.text, message.html):
        assert (f"Bonjour {agent.first_name}," if language == "fr" else f"Hello {agent.first_name},") in part
        assert "http://localhost:8000" in part
    assert "{" not in message.text + message.html.partition("<body")[2]
