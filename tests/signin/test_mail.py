"""Mail leaves over SMTP."""

import datetime
import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from smtplib import SMTPRecipientsRefused

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.test import Client, override_settings
from django.utils import timezone, translation

from portal.accounts.models import User
from portal.settings import base
from portal.signin.enums import MailKind
from portal.signin.mail import queue_mail
from portal.signin.models import AccountMail
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


class Mailbox:
    """What an SMTP server received."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
        self.messages.append(message_from_bytes(envelope.content))
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    """A real SMTP server on loopback, and its port."""
    mailbox = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(mailbox, hostname="127.0.0.1", port=port)
    server.start()
    yield mailbox, port
    server.stop()


def test_without_a_server_mail_is_written_beside_the_database() -> None:
    assert Path(base.EMAIL_CONFIG["EMAIL_FILE_PATH"]) == base.VAR_DIR / "mail"


def test_the_password_mail_is_received_in_french(
    mailbox: tuple[Mailbox, int], client: Client, agent: User
) -> None:
    received, port = mailbox
    with override_settings(
        MAIL_TRANSPORT="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=port
    ):
        client.post("/mot-de-passe/oublie/", {"email": agent.email})
        assert received.messages == []  # the request does not tell, by its time, who has an account
        call_command("send_account_mail")
    (message,) = received.messages
    assert message["To"] == agent.email
    text = message.get_payload(decode=True).decode()
    assert "/mot-de-passe/nouveau/" in text
    assert "mot de passe" in text


def ask(client: Client, email: str) -> None:
    client.post("/mot-de-passe/oublie/", {"email": email})


def test_mail_that_cannot_leave_is_tried_again(client: Client, agent: User) -> None:
    ask(client, agent.email)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with (
        override_settings(
            MAIL_TRANSPORT="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=port,
        ),
        pytest.raises(OSError, match="refused"),
    ):
        call_command("send_account_mail")
    assert AccountMail.objects.count() == 1
    call_command("send_account_mail")
    assert [message.to for message in mail.outbox] == [[agent.email]]
    call_command("send_account_mail")
    assert len(mail.outbox) == 1


def test_a_refused_mail_does_not_hold_the_others_back(
    client: Client, agent: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = UserFactory()
    for user in (agent, other):
        ask(client, user.email)
    send = EmailMessage.send

    def refuse(message: EmailMessage, *args: object) -> int:
        if message.to == [agent.email]:
            raise SMTPRecipientsRefused({agent.email: (550, b"no such box")})
        return send(message, *args)

    monkeypatch.setattr(EmailMessage, "send", refuse)
    call_command("send_account_mail")
    assert [message.to for message in mail.outbox] == [[other.email]]
    assert [waiting.email for waiting in AccountMail.objects.all()] == [agent.email]


def test_an_hour_later_it_is_too_late(client: Client, agent: User) -> None:
    ask(client, agent.email)
    AccountMail.objects.update(created_at=timezone.now() - datetime.timedelta(hours=1, seconds=1))
    call_command("send_account_mail")
    assert mail.outbox == []
    assert not AccountMail.objects.exists()


def test_an_account_of_the_directory_is_told_where_its_password_is(client: Client, agent: User) -> None:
    agent.set_unusable_password()
    agent.save()
    ask(client, agent.email.upper())
    AccountMail.objects.exclude(kind="reset").delete()
    call_command("send_account_mail")
    (message,) = mail.outbox
    assert message.to == [agent.email]
    assert "poste de travail" in message.body
    assert "/mot-de-passe/nouveau/" not in message.body


def test_a_closed_account_gets_nothing(client: Client) -> None:
    ask(client, UserFactory(is_active=False).email)
    call_command("send_account_mail")
    assert mail.outbox == []


@override_settings(WAGTAILADMIN_BASE_URL="https://portail.exemple.invalid")
def test_links_do_not_follow_the_host_that_was_asked(client: Client, agent: User) -> None:
    client.post("/mot-de-passe/oublie/", {"email": agent.email}, headers={"host": "localhost"})
    call_command("send_account_mail")
    assert "https://portail.exemple.invalid/mot-de-passe/nouveau/" in mail.outbox[0].body
    assert "localhost" not in mail.outbox[0].body


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", MailKind)
def test_every_mail_is_written_whole(kind: MailKind, language: str, agent: User) -> None:
    with translation.override(language):
        queue_mail(kind, agent.email)
    call_command("send_account_mail")
    (message,) = mail.outbox
    assert message.to == [agent.email]
    assert ("Bonjour" if language == "fr" else "Hello") in message.body
    assert "\n" not in message.subject
    assert "{" not in message.body
    assert "http://localhost:8000" in message.body
