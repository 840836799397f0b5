"""Real workers while a heavy job hangs and a letter leaves for 1,650 agents: who waits comes first."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import send_mail
from django.db import connections
from django.test import Client
from django.urls import reverse

from portal.mail.models import OutgoingMail
from search.index.sync import record
from search.models import Change
from tests.factories import UserFactory
from tests.parts.servers import free_port, wait_until

pytestmark = pytest.mark.parts

ROOT = Path(__file__).resolve().parents[2]
AGENTS = 1650
SLOW = 0.03  # seconds that the mail server takes for a message

WORKERS = """
import time
import django; django.setup()
from django.core.management import call_command
from portal.common.schedule import Lane, run_every
from portal.tasks import running

really = running.call_command
def call(command, **options):
    if command == "hangs":
        print("hangs", flush=True)
        time.sleep(3600)
    really(command, **options)
running.call_command = call
run_every(3600, "hangs", lane=Lane.HEAVY, limit=3600)
call_command("run_tasks")
"""


class Slow:
    """A mail server that takes its time."""

    def __init__(self) -> None:
        self.recipients: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        await asyncio.sleep(SLOW)
        self.recipients += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def post() -> Iterator[tuple[Slow, int]]:
    post, port = Slow(), free_port()
    server = Controller(post, hostname="127.0.0.1", port=port)
    server.start()
    yield post, port
    server.stop()


def test_who_forgot_a_password_waits_neither_for_a_film_nor_for_a_letter(
    shared_database: None, post: tuple[Slow, int], tmp_path: Path
) -> None:
    with ThreadPoolExecutor(1) as thread:  # it works on the database of the workers
        thread.submit(forget_a_password, *post, tmp_path).result()


def forget_a_password(server: Slow, port: int, folder: Path) -> None:
    agent = UserFactory()
    send_mail("La lettre", "Bonjour", None, ["agent@exemple.invalid"])
    letter = OutgoingMail.objects.get()
    OutgoingMail.objects.bulk_create(
        OutgoingMail(recipient=f"agent{number}@exemple.invalid", content=letter.content, can_wait=True)
        for number in range(AGENTS)
    )
    letter.delete()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "PORTAL_VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{connections.settings['default']['NAME']}",
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
    }
    workers = subprocess.Popen(
        [sys.executable, "-c", WORKERS], cwd=ROOT, env=environment, stdout=subprocess.PIPE
    )
    assert workers.stdout is not None
    try:
        assert workers.stdout.readline() == b"hangs\n"
        wait_until(lambda: len(server.recipients) >= 20, "The first mails of the letter")
        Client().post(reverse("password_reset"), {"email": agent.email})
        record(["page:1"])
        wait_until(lambda: agent.email in server.recipients, "The mail of the forgotten password")
        wait_until(lambda: not Change.objects.exists(), "The search index")
        assert len(server.recipients) < AGENTS, "the letter was still leaving"
    finally:
        workers.terminate()
        workers.wait(timeout=60)
        workers.stdout.close()
