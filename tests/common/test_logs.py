"""An error, a security event and a failed job leave a line on stderr; nobody writes lines of their own."""

import json
import logging
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from portal.common.logs import LineFormatter, WorkFilter, safe
from portal.common.work import ACCEPTED, RequestIDMiddleware, Work, working_on
from portal.settings.base import TRUSTED_PROXIES

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "SECRET_KEY": "Zk3_vT8nQw1-xY6bR0mL5pJ9sD2fG7hC4aE8uN1iO6tK3yV0qW5",
    "ALLOWED_HOSTS": "portail.exemple.fr",
    "PORTAL_BASE_URL": "https://portail.exemple.fr",
}
FORM = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d) (?P<level>[A-Z]+) (?P<logger>\S+) "
    r"\[(?P<work>\S+)\] (?P<message>.+)"
)


def run(
    *arguments: str, settings: str, given: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **PRODUCTION, "DJANGO_SETTINGS_MODULE": settings, **variables}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


@dataclass
class Answer:
    """What a portal in production answered, and what it wrote on stderr about that request."""

    status: int
    name: str
    page: str
    lines: list[re.Match[str]]
    text: str


GIVEN = "5f2b6c1de0a94a7c8b3d2e1f00112233"
ASKED = {
    "fault": "GET /fails/fault/",
    "same fault": "GET /fails/fault/",
    "row": "GET /fails/row/",
    "host": "GET / Host=ailleurs.invalid",
    "secret": "GET /fails/fault/cq3x1z-0123456789/",
    "named": f"GET /fails/fault/ X-Request-ID={GIVEN}",  # by 127.0.0.1, which production trusts
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    """The answers to `ASKED`, in one process."""
    folder = tmp_path_factory.mktemp("production")
    (folder / "static").mkdir()
    code = (
        "import sys, django; django.setup()\nfrom tests.common.failing_site import main\nmain(*sys.argv[1:])"
    )
    done = run("-c", code, *ASKED.values(), settings="portal.settings.production", PORTAL_VAR_DIR=str(folder))
    assert done.returncode == 0, done.stderr
    blocks = re.split(r"\n(?!    \| )", done.stderr.strip())
    heads = [FORM.fullmatch(block.split("\n")[0]) for block in blocks]
    assert all(heads), done.stderr
    answers = {}
    for key, (status, name, page) in zip(ASKED, json.loads(done.stdout), strict=True):
        mine = [
            (head, block) for head, block in zip(heads, blocks, strict=True) if head and head["work"] == name
        ]
        text = "\n".join(block for _head, block in mine)
        answers[key] = Answer(status, name, page, [head for head, _block in mine], text)
    return answers


def test_an_error_in_production_leaves_one_block(answers: dict[str, Answer]) -> None:
    answer = answers["fault"]
    [head] = answer.lines
    assert answer.status == 500
    assert (head["level"], head["logger"]) == ("ERROR", "django.request")
    assert head["message"] == "Internal Server Error: /fails/fault/"
    assert "\n    | Traceback (most recent call last):\n" in answer.text
    assert "failing_site.py" in answer.text
    assert "agent@exemple.invalid" not in answer.text
    assert "\n    | 2026-11-30 CRITICAL forged" in answer.text, "what an exception says is part of the trace"
    assert f"Référence de cet incident\xa0: {answer.name}" in answer.page


def test_a_row_that_a_database_refused_is_not_quoted(answers: dict[str, Answer]) -> None:
    answer = answers["row"]
    assert answer.status == 500
    assert "DETAIL: …" in answer.text
    assert "Garance" not in answer.text
    assert "Solène" not in answer.text


def test_a_forbidden_host_leaves_a_line(answers: dict[str, Answer]) -> None:
    answer = answers["host"]
    assert answer.status == 400
    assert ("ERROR", "django.security.DisallowedHost") in [(h["level"], h["logger"]) for h in answer.lines]


def test_the_secret_of_an_address_is_left_out(answers: dict[str, Answer]) -> None:
    [head] = answers["secret"].lines
    assert head["message"] == "Internal Server Error: /fails/fault/…/"
    assert "cq3x1z" not in answers["secret"].text


def test_each_request_has_its_name_and_the_proxy_s_is_believed(answers: dict[str, Answer]) -> None:
    assert answers["named"].name == GIVEN
    assert len(answers["named"].lines) == 1
    assert len({answer.name for answer in answers.values()}) == len(ASKED)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "address", "logger", "level", "status"),
    [
        ("POST", "/fails/fault/", "django.security.csrf", "WARNING", 403),
        ("GET", "/fails/suspicious/", "django.security.SuspiciousOperation", "ERROR", 400),
        ("GET", "/fails/denied/", "django.request", "WARNING", 403),
        ("GET", "/connexion/%0A2026-11-30 ERROR forged", "django.request", "WARNING", 404),
    ],
)
def test_refusals_leave_a_line(
    method: str,
    address: str,
    logger: str,
    level: str,
    status: int,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings.ROOT_URLCONF = "tests.common.failing_site"
    client = Client(enforce_csrf_checks=True)
    answer = client.generic(method, address)
    assert answer.status_code == status
    records = []
    for record in caplog.records:
        WorkFilter().filter(record)
        first, *trace = LineFormatter().format(record).split("\n")
        assert all(line.startswith("    | ") for line in trace)
        found = FORM.fullmatch(first)
        assert found is not None
        records.append((found["logger"], found["level"], found["work"]))
    assert (logger, level, answer.headers["X-Request-ID"]) in records


@pytest.mark.parametrize("module", ["portal.settings.dev", "portal.settings.production"])
def test_a_failed_job_leaves_a_line(module: str, tmp_path: Path) -> None:
    """The real loop without a database: no table is there."""
    code = (
        "import django; django.setup()\n"
        "from portal.common.management.commands.run_schedule import Job, run_due\n"
        "run_due([Job('send_mail_outbox', 60)], 0)\n"
    )
    done = run("-c", code, settings=module, PORTAL_VAR_DIR=str(tmp_path))
    first, *trace = done.stderr.splitlines()
    record = FORM.fullmatch(first)
    assert record is not None, done.stderr
    assert record["level"] == "ERROR"
    assert re.fullmatch(r"send_mail_outbox-[0-9a-f]{8}", record["work"])
    assert record["message"] == "The scheduled command 'send_mail_outbox' failed"
    assert trace[-1].startswith("    | django.db.utils.OperationalError: no such table")


# The name of a request


@pytest.mark.parametrize(
    "given", ["", "court", "x" * 65, "a b c d e f g", "0123456789\n", "0123456789\x1b[31m", "é" * 10]
)
def test_a_name_that_will_not_do_is_replaced(given: str) -> None:
    request = RequestFactory().get("/", headers={"X-Request-ID": given})
    response = RequestIDMiddleware(lambda _request: HttpResponse())(request)
    assert response.headers["X-Request-ID"] != given
    assert ACCEPTED.fullmatch(response.headers["X-Request-ID"])


def test_a_visitor_does_not_name_requests() -> None:
    assert TRUSTED_PROXIES == []
    test_a_name_that_will_not_do_is_replaced("0123456789abcdef")


# Lines


def line(message: str, *arguments: object) -> str:
    record = logging.LogRecord("portal.x", logging.WARNING, __file__, 1, message, arguments, None)
    WorkFilter().filter(record)
    return LineFormatter().format(record)


@pytest.mark.parametrize("sign", ["\n", "\r", "\x1b", "\u2028", "\x85", "\x00", "\ud800", "\u202e"])
def test_no_text_makes_a_line_or_moves_the_cursor(sign: str) -> None:
    written = line("Refused: %s", f"a{sign}b")
    assert sign not in written
    assert FORM.fullmatch(written)


def test_what_belongs_to_nothing_says_so() -> None:
    assert " [-] Ready" in line("Ready")
    with working_on(Work("abc")):
        assert " [abc] Ready" in line("Ready")
    assert " [-] Ready" in line("Ready")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("refused: {'une.agente+x@exemple.invalid': (550, b'no')}", "refused: {'…': (550, b'no')}"),
        ("postgres://portail:secret@base.exemple/portail", "postgres://portail:…/portail"),
        ("@decorated(a @ b)", "@decorated(a @ b)"),
        ("à 14 h", "à 14 h"),
    ],
)
def test_addresses_and_passwords_are_left_out(text: str, written: str) -> None:
    assert safe(text) == written


# The deployment check


SILENT = {
    "Django's own": ({}, {"root": {}}),
    "a level too high": ({}, {"root": {"handlers": ["stderr"], "level": "CRITICAL"}}),
    "no handler": ({}, {"root": {"handlers": []}}),
    "a handler that drops errors": ({"level": "CRITICAL"}, {}),
    "a handler that writes nowhere": ({"class": "logging.NullHandler"}, {}),
    "a handler for development": ({"filters": ["debug"]}, {}),
    "a logger that keeps its records": ({}, {"loggers": {"django.request": {"propagate": False}}}),
    "a part that is silent": ({}, {"loggers": {"projects": {"level": "CRITICAL"}}}),
}
CHECK = """
import json, logging.config, sys
import django
from django.conf import settings
from django.core.checks import run_checks
from portal.common.logs import to_stderr

django.setup()
found = {}
for name, (handler, changes) in json.load(sys.stdin).items():
    logging.root.handlers.clear()
    for logger in list(logging.root.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger):
            logger.handlers.clear()
            logger.setLevel("NOTSET")
            logger.propagate = True
    configuration = {**to_stderr(), **changes}
    configuration["filters"]["debug"] = {"()": "django.utils.log.RequireDebugTrue"}
    configuration["handlers"]["stderr"].update(handler)
    logging.config.dictConfig(configuration)
    errors = run_checks(tags=["security"], include_deployment_checks=True)
    found[name] = [error.msg for error in errors if error.id == "common.E003"]
json.dump(found, sys.stdout)
"""


def test_the_deployment_check_finds_a_log_that_would_not_be_written(tmp_path: Path) -> None:
    done = run(
        "-c", CHECK, settings="portal.settings.production", given=json.dumps({**SILENT, "good": ({}, {})}),
        PORTAL_VAR_DIR=str(tmp_path),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found.pop("good") == []
    assert {name for name, errors in found.items() if not errors} == set()
    assert found["a part that is silent"] == ["Errors of these loggers are written nowhere: projects."]
    assert "root, django, django.request" in found["no handler"][0]
