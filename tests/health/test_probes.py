"""The addresses of probes, asked as probes ask."""

import json
import logging
from collections import Counter
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from portal.health import views
from portal.health.checks import Check, UnhealthyError
from portal.health.report import Health
from search.query_log import query_log
from tests.http.test_logs import run

TOKEN = "a" * 40
BY_ADDRESS = {"host": "10.42.0.7:8000", "User-Agent": "kube-probe/1.30"}


def _fails() -> None:
    raise UnhealthyError("redis at 10.0.0.3 is away")


def health(*, database: Callable[[], object] = lambda: None, cache: Callable[[], object] = _fails) -> Health:
    return Health(
        [
            Check("database", database, critical=True, asks_database=True),
            Check("cache", cache, critical=False, asks_database=False),
        ]
    )


@pytest.fixture
def states(monkeypatch: pytest.MonkeyPatch) -> Callable[[Health], None]:
    return lambda given: monkeypatch.setattr(views, "portal_health", lambda: given)


def test_a_probe_asks_by_any_host_without_https_session_or_language(
    settings: Settings, states: Callable[[Health], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No database either: this test is not marked for one."""
    monkeypatch.setattr(
        query_log, "_asked", Counter()
    )  # what other tests searched is written after a request
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["portail.exemple.fr"]
    states(health(cache=lambda: None))
    client = Client(headers=BY_ADDRESS)
    client.cookies["sessionid"] = "of somebody"
    for address in ("/sante/", "/sante/pret/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.json()["state"] == "ok"
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers["Cache-Control"] == "no-store"
        assert not set(answer.headers) & {"Set-Cookie", "Vary", "Content-Language", "Location"}
        assert client.head(address).status_code == 200
        assert client.post(address).status_code == 405


def test_other_addresses_still_ask_for_the_host_and_https(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["portail.exemple.fr"]
    assert Client(headers={"host": "portail.exemple.fr"}).get("/sante").status_code == 301
    assert Client(headers=BY_ADDRESS).get("/connexion/", secure=True).status_code == 400


@pytest.mark.parametrize(
    ("given", "status", "state"),
    [(health(), 200, "degraded"), (health(database=_fails), 503, "down")],
)
def test_states_have_their_status_and_anonymous_probes_see_no_detail(
    given: Health, status: int, state: str, states: Callable[[Health], None], settings: Settings
) -> None:
    settings.METRICS_TOKEN = TOKEN
    states(given)
    answer = Client(headers=BY_ADDRESS).get("/sante/pret/")
    assert (answer.status_code, answer.json()["state"]) == (status, state)
    assert answer.json()["checks"]["cache"] == {"ok": False}
    assert "10.0.0.3" not in answer.content.decode()
    with_token = Client(headers={**BY_ADDRESS, "Authorization": f"Bearer {TOKEN}"}).get("/sante/pret/")
    assert with_token.json()["checks"]["cache"] == {"ok": False, "detail": "redis at 10.0.0.3 is away"}


def test_no_probe_leaves_a_line_but_the_first_that_finds_a_fault(
    states: Callable[[Health], None], caplog: pytest.LogCaptureFixture
) -> None:
    states(health(database=_fails))
    with caplog.at_level(logging.INFO):
        for _probe in range(10):
            assert Client().get("/sante/pret/").status_code == 503
            assert Client().get("/sante/").status_code == 200
    said = [(record.name, record.getMessage()) for record in caplog.records]
    assert [name for name, _message in said] == ["portal.health.report"] * 2


@pytest.mark.parametrize(
    "authorization", ["", TOKEN, f"Basic {TOKEN}", "Bearer", "Bearer ", f"Bearer {TOKEN}x", "Bearer é"]
)
@pytest.mark.parametrize("token", ["", TOKEN])
def test_metrics_are_not_found_without_the_token(token: str, authorization: str, settings: Settings) -> None:
    settings.METRICS_TOKEN = token
    client = Client(headers=BY_ADDRESS)
    answer: HttpResponse = client.get("/metriques/", HTTP_AUTHORIZATION=authorization)
    assert (answer.status_code, answer.content) == (404, b"")


def test_production_answers_probes_without_a_database() -> None:
    """In a process of its own, whose database is nowhere."""
    code = (
        "import json, django; django.setup()\n"
        "from django.test import Client\n"
        "client = Client(headers={'host': '10.42.0.7'})\n"
        "answers = [client.get(address) for address in ('/sante/', '/sante/pret/')]\n"
        "print(json.dumps([[answer.status_code, answer.json()] for answer in answers]))\n"
    )
    done = run(
        "-c", code, settings="portal.settings.production", DATABASE_URL="postgres://nobody@127.0.0.1:1/none"
    )  # fmt: skip
    live, ready = json.loads(done.stdout)
    assert live == [200, {"state": "ok"}]
    assert ready[0] == 503
    assert ready[1]["state"] == "down"
    assert ready[1]["checks"]["database"] == {"ok": False}
    assert "Health: database fails: OperationalError" in done.stderr
