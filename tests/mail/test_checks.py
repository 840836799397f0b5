"""`manage.py check` and the code itself keep requests away from mail servers."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from portal.mail.checks import OUTBOX, requests_write_to_the_outbox
from portal.settings import base

ROOT = Path(__file__).resolve().parents[2]


REACHES = re.compile(r"\bget_connection\b|smtplib\.SMTP\b|import .*\bEmailBackend\b|backends\.smtp import")


@pytest.mark.parametrize("module", ["base", "dev", "production"])
def test_every_installation_writes_to_the_outbox(module: str) -> None:
    """Whatever EMAIL_URL names."""
    read = (
        f"import portal.settings.{module} as settings; print(settings.EMAIL_BACKEND, settings.MAIL_TRANSPORT)"
    )
    environment = {
        "EMAIL_URL": "smtp+tls://u:p@mail.exemple.invalid:587",
        "SECRET_KEY": "Zk3_vT8nQw1-xY6bR0mL5pJ9sD2fG7hC4aE8uN1iO6tK3yV0qW5",
        "ALLOWED_HOSTS": "portail.exemple.fr",
        "PORTAL_BASE_URL": "https://portail.exemple.fr",
    }
    done = subprocess.run(
        [sys.executable, "-c", read], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [OUTBOX, "django.core.mail.backends.smtp.EmailBackend"]


def test_the_tests_do_as_well() -> None:
    assert base.EMAIL_BACKEND == OUTBOX
    assert requests_write_to_the_outbox(None) == []


def test_another_backend_is_an_error(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    (error,) = requests_write_to_the_outbox(None)
    assert (error.id, error.level) == ("mail.E001", 40)
    assert "smtp" in error.msg


def test_an_outbox_that_empties_into_itself_is_an_error(settings: Settings) -> None:
    settings.MAIL_TRANSPORT = OUTBOX
    (error,) = requests_write_to_the_outbox(None)
    assert (error.id, error.level) == ("mail.E002", 40)


def test_only_what_runs_beside_the_requests_reaches_a_mail_server() -> None:
    reaching = {
        str(path.relative_to(ROOT))
        for part in ("home", "portal", "projects", "search", "videos")
        for path in (ROOT / part).rglob("*.py")
        if re.search(
            r"\bget_connection\b|smtplib\.SMTP\b|import .*\bEmailBackend\b|backends\.smtp import",
            path.read_text(),
        )
    }
    assert reaching == {"portal/mail/connection.py", "portal/mail/trial.py"}
