"""Errors go to a server of Sentry's protocol, if one is configured, and say nothing of anybody."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import brotli
import pytest

from tests.http.test_logs import run


class Receiver(BaseHTTPRequestHandler):
    """Keeps the envelopes that it gets."""

    envelopes: list[str]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Content-Encoding"] == "br":
            body = brotli.decompress(body)
        self.envelopes.append(f"{self.path}\n{body.decode()}")
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_arguments: Any) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[str]]]:
    """The DSN of a real server, and what it received."""
    received: list[str] = []
    handler = type("Received", (Receiver,), {"envelopes": received})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://a-public-key@127.0.0.1:{server.server_port}/7", received
    server.shutdown()
    server.server_close()


def ask(folder: Path, **variables: str) -> list[tuple[int, str, str]]:
    """Ask a portal in production for addresses that fail; the answers: status, name, page."""
    (folder / "static").mkdir()
    code = "import sys, django; django.setup()\nfrom tests.http.failing_site import main\nmain(*sys.argv[1:])"
    asked = (
        "GET /fails/fault/?q=canari Cookie=sessionid=canaricanari",
        "GET /fails/row/",
        "GET /fails/fault/cq3x1z-0123456789/",
    )
    done = run(
        "-c", code, *asked, settings="portal.settings.production", PORTAL_VAR_DIR=str(folder), **variables
    )
    assert done.returncode == 0, done.stderr
    answers: list[tuple[int, str, str]] = json.loads(done.stdout)
    return answers


def test_an_error_is_reported_without_what_anybody_wrote(
    receiver: tuple[str, list[str]], tmp_path: Path
) -> None:
    dsn, received = receiver
    answers = ask(tmp_path, SENTRY_DSN=dsn)
    assert [status for status, _name, _page in answers] == [500] * 3
    whole = "\n".join(received)
    assert all(envelope.startswith("/api/7/envelope/\n") for envelope in received)
    for word in ("canari", "agent@", "Garance", "Solène", "cq3x1z", "forged", "portail.exemple.fr"):
        assert word not in whole, word
    events = [
        json.loads(line) for line in whole.splitlines() if line.startswith("{") and '"exception"' in line
    ]
    first = next(event for event in events if event["tags"] == {"request": answers[0][1]})
    assert first["logentry"] == {"message": "Internal Server Error: /fails/fault/"}
    [error] = first["exception"]["values"]
    assert (error["type"], error["value"]) == ("RuntimeError", "")
    frame = error["stacktrace"]["frames"][-1]
    assert (Path(frame["filename"]).name, frame["function"]) == ("failing_site.py", "fails")
    assert "vars" not in frame
    assert not {"request", "user", "breadcrumbs", "server_name", "extra", "modules"} & set(first)


def test_nothing_is_sent_without_an_address(receiver: tuple[str, list[str]], tmp_path: Path) -> None:
    _dsn, received = receiver
    ask(tmp_path)
    assert received == []


def test_a_server_that_is_away_changes_no_answer(tmp_path: Path) -> None:
    answers = ask(tmp_path, SENTRY_DSN="http://a-public-key@127.0.0.1:1/7")
    assert [status for status, _name, _page in answers] == [500] * 3
