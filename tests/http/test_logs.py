"""An error, a security event and a failed job leave a line on stderr; nobody writes lines of their own."""

import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import signing
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from portal.accounts.models import User
from portal.http.logs import LineFormatter, WorkFilter, safe
from portal.http.work import ACCEPTED, RequestIDMiddleware, Work, current_work, working_on
from portal.settings.base import TRUSTED_PROXIES
from portal.tasks import running
from portal.tasks.models import Task
from portal.tasks.workers import declare
from tests.http.failing_site import first_block_only

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
    code = "import sys, django; django.setup()\nfrom tests.http.failing_site import main\nmain(*sys.argv[1:])"
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
    settings.ROOT_URLCONF = "tests.http.failing_site"
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


# Streamed answers


def streamed(response: StreamingHttpResponse, **environ: object) -> StreamingHttpResponse:
    """The answer as it leaves our middleware."""
    request = RequestFactory().get("/medias/film.mp4", **environ)
    answer = RequestIDMiddleware(lambda _request: response)(request)
    assert isinstance(answer, StreamingHttpResponse)
    return answer


def test_an_error_in_a_streamed_answer_is_one_of_its_request(caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(WorkFilter())
    answer = streamed(StreamingHttpResponse(first_block_only()))
    parts = iter(answer)
    assert next(parts) == b"the first block"
    with pytest.raises(OSError, match="forged"):
        next(parts)
    [record] = caplog.records
    first, *trace = LineFormatter().format(record).split("\n")
    found = FORM.fullmatch(first)
    assert found is not None
    assert (found["level"], found["work"]) == ("ERROR", answer.headers["X-Request-ID"])
    assert found["message"] == "The answer to /medias/film.mp4 broke off"
    assert trace[0] == "    | Traceback (most recent call last):"
    assert trace[-1] == "    | 2026-11-30 CRITICAL \\x1b[31mforged"
    assert "agent@exemple.invalid" not in "".join(trace)


def test_work_ends_between_the_parts_of_an_answer() -> None:
    seen = []

    def parts() -> Iterator[bytes]:
        for _number in range(2):
            seen.append(current_work())
            yield b"x"

    answer = streamed(StreamingHttpResponse(parts()))
    for _part in answer:
        assert current_work() is None
    assert [work.name for work in seen if work] == [answer.headers["X-Request-ID"]] * 2


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [1, 2])
def test_a_file_is_closed_whole_or_abandoned(
    asked: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "film").write_bytes(b"x" * FileResponse.block_size * 2)
    file = (tmp_path / "film").open("rb")
    answer = streamed(FileResponse(file))
    assert answer.headers["Content-Length"] == str(FileResponse.block_size * 2)
    parts = iter(answer)
    for _part in range(asked):
        assert len(next(parts)) == FileResponse.block_size
    answer.close()
    assert file.closed
    assert caplog.records == []


def test_a_server_with_a_way_of_its_own_for_files_keeps_it(tmp_path: Path) -> None:
    (tmp_path / "film").write_bytes(b"x")
    with (tmp_path / "film").open("rb") as file:
        answer = streamed(FileResponse(file), **{"wsgi.file_wrapper": object()})
        assert answer.file_to_stream is file


@pytest.mark.django_db
def test_a_failed_task_leaves_a_line(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(command: str, stdout: object) -> None:
        raise OSError("no room for agent@exemple.invalid")

    monkeypatch.setattr(running, "call_command", fail)
    declare()
    caplog.handler.addFilter(WorkFilter())
    running.run(Task.objects.get(name="send_mail_outbox").pk)
    [record] = caplog.records
    first, *trace = LineFormatter().format(record).splitlines()
    written = FORM.fullmatch(first)
    assert written is not None
    assert written["level"] == "ERROR"
    assert re.fullmatch(r"send_mail_outbox-[0-9a-f]{8}", written["work"])
    assert trace[-1] == "    | OSError: no room for …"


def test_an_error_that_ends_a_thread_leaves_a_line(tmp_path: Path) -> None:
    code = (
        "import threading, django; django.setup()\n"
        "def fail(): raise RuntimeError('agent@exemple.invalid\\n2026-11-30 CRITICAL forged')\n"
        "def leave(): raise SystemExit\n"
        "for target in (fail, leave):\n"
        "    thread = threading.Thread(target=target, name='visits'); thread.start(); thread.join()\n"
    )
    done = run("-c", code, settings="portal.settings.dev", PORTAL_VAR_DIR=str(tmp_path))
    first, *trace = done.stderr.splitlines()
    record = FORM.fullmatch(first)
    assert record is not None, done.stderr
    assert (record["level"], record["work"], record["message"]) == ("ERROR", "-", "Thread visits ended")
    assert all(line.startswith("    | ") for line in trace)
    assert "agent@exemple.invalid" not in done.stderr


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
        ("Not Found: /x/une%40exemple.invalid", "Not Found: /x/…"),
        ("Not Found: /x/une%2540exemple.invalid/y", "Not Found: /x/…/y"),
        ("Not Found: /x/une%252540exemple.invalid", "Not Found: /x/…"),
        ("@decorated(a @ b)", "@decorated(a @ b)"),
        ("at 14:05:06, of portal.http.logs:safe", "at 14:05:06, of portal.http.logs:safe"),
        ("6f1e2d3c-0a1b-4c2d-8e3f-0123456789ab", "6f1e2d3c-0a1b-4c2d-8e3f-0123456789ab"),
        ("à 14 h", "à 14 h"),
    ],
)
def test_addresses_and_passwords_are_left_out(text: str, written: str) -> None:
    assert safe(text) == written


TOKENS = {
    "new password": lambda: PasswordResetTokenGenerator().make_token(User(pk=7, email="a@exemple.invalid")),
    "dumps": lambda: signing.dumps([7, "secret"], salt="x"),
    "compressed": lambda: signing.dumps(["secret"] * 99, salt="x", compress=True),
    "with a moment": lambda: signing.TimestampSigner().sign("secret"),
    "without": lambda: signing.Signer().sign("secret"),
}
ENCODED = {"as it is": str, "encoded": quote_plus, "twice": lambda text: quote_plus(quote_plus(text))}


@pytest.mark.parametrize("encode", ENCODED.values(), ids=ENCODED)
@pytest.mark.parametrize("make", TOKENS.values(), ids=TOKENS)
def test_what_looks_like_a_token_is_left_out(make: Callable[[], str], encode: Callable[[str], str]) -> None:
    assert line("Not Found: %s", f"/x/{encode(make())}/›").endswith("Not Found: /x/…/›")


def test_a_shortened_token_is_left_out() -> None:
    shortened = TOKENS["new password"]()[:-1].replace("-", "%2D")
    assert safe(f"/x/{shortened}/") == "/x/…/"


@pytest.mark.django_db
def test_a_link_for_a_new_password_with_a_sign_too_many(caplog: pytest.LogCaptureFixture) -> None:
    token = TOKENS["new password"]()
    assert Client().get(f"/mot-de-passe/nouveau/Nw/{token}/›").status_code == 404
    [record] = [record for record in caplog.records if record.getMessage().startswith("Not Found")]
    assert LineFormatter().format(record).endswith("Not Found: /mot-de-passe/nouveau/Nw/…/\\u203a")


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
from portal.http.logs import to_stderr

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
    found[name] = [error.msg for error in errors if error.id == "http.E001"]
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
