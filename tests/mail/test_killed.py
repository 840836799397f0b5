"""A sender that is killed in the middle of a mail loses none and holds none of the others back."""

import asyncio
import datetime
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.mail import send_mail
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.mail.connection import LONGEST_MAIL
from portal.mail.models import LEASE, OutgoingMail
from tests.mailbox import Mailbox, receiving_mail, send_outbox
from tests.simultaneous import together

ROOT = Path(__file__).resolve().parents[2]
HELD = "deux@exemple.invalid"


class Holding(Mailbox):
    """Never answers to the message for one address, until `letting_go`."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = threading.Event()
        self.letting_go = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        while HELD in envelope.rcpt_tos and not self.letting_go:
            self.reached.set()
            await asyncio.sleep(0.01)
        return await super().handle_DATA(server, session, envelope)


def database_url() -> str:
    """The database of these tests, for another process."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{connection.settings_dict['NAME']}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


@pytest.mark.long
def test_a_killed_sender_loses_no_mail_and_doubles_none(shared_database: None, settings: Settings) -> None:
    addresses = ["une@exemple.invalid", HELD, "trois@exemple.invalid"]

    def write() -> str:
        for address in addresses:
            send_mail("Objet", "Corps", None, [address])
        return database_url()

    [url] = together(write)
    with receiving_mail(settings, Holding()) as mailbox:
        assert isinstance(mailbox, Holding)
        sender = subprocess.Popen(
            [sys.executable, "manage.py", "send_mail_outbox"],
            cwd=ROOT,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
                "DATABASE_URL": url,
                "EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}",
            },
        )
        assert mailbox.reached.wait(120)
        sender.kill()
        assert sender.wait() == -9
        mailbox.letting_go = True
        assert together(send_outbox) == [1]
        assert mailbox.recipients == ["une@exemple.invalid", "trois@exemple.invalid"]
        assert together(lambda: send_outbox(lambda: timezone.now() + LEASE)) == [1]
        assert mailbox.recipients == ["une@exemple.invalid", "trois@exemple.invalid", HELD]
    assert together(OutgoingMail.objects.count) == [0]


def test_who_waits_for_a_mail_does_not_wait_long_for_a_dead_sender() -> None:
    longest = 2 * datetime.timedelta(seconds=LONGEST_MAIL)  # a connection that hung up is tried once more
    assert longest < LEASE <= datetime.timedelta(minutes=2)
