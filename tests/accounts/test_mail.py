"""Mail leaves over SMTP."""

import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from django.core.management import call_command
from django.test import Client, override_settings

from portal.accounts.models import User
from portal.settings import base

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
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=port
    ):
        client.post("/mot-de-passe/oublie/", {"email": agent.email})
        assert received.messages == []  # the request does not tell, by its time, who has an account
        call_command("send_account_mail")
    (message,) = received.messages
    assert message["To"] == agent.email
    text = message.get_payload(decode=True).decode()
    assert "/mot-de-passe/nouveau/" in text
    assert "mot de passe" in text
