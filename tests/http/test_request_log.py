"""One line for each request: who, what, its answer and its cost."""

import logging
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import User
from portal.http.logs import WorkFilter, line_of
from portal.http.request_log import RequestLogMiddleware
from portal.http.work import RequestIDMiddleware
from tests.factories import ActionPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "portal.request")
    caplog.handler.addFilter(WorkFilter())


def the_line(caplog: pytest.LogCaptureFixture) -> tuple[int | None, dict[str, Any]]:
    """Who asked, and the fields of the one line of a request."""
    [line] = [line_of(record) for record in caplog.records if record.name == "portal.request"]
    assert line.work is not None
    return line.work.user(), line.fields


def test_a_page(agent: User, caplog: pytest.LogCaptureFixture) -> None:
    address = ActionPageFactory().get_url()
    client = Client()
    client.force_login(agent)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(f"{address}?q=canari")
    user, fields = the_line(caplog)
    assert user == agent.pk
    assert fields.pop("ms") >= 0
    assert fields == {
        "method": "GET",
        "route": "wagtail_serve projects.ActionPage",
        "status": 200,
        "sql": len(queries),
    }


def test_a_visitor_who_is_sent_to_sign_in(caplog: pytest.LogCaptureFixture) -> None:
    Client().get("/recherche/?q=canari")
    user, fields = the_line(caplog)
    assert user is None
    assert (fields["route"], fields["status"]) == ("search:results", 302)


def test_who_signs_in_is_named_by_number(agent: User, caplog: pytest.LogCaptureFixture) -> None:
    from tests.factories import PASSWORD

    Client().post("/connexion/", {"username": agent.email, "password": PASSWORD})
    assert the_line(caplog)[0] == agent.pk


def test_a_method_and_an_address_that_are_none(caplog: pytest.LogCaptureFixture) -> None:
    Client().generic("CANARI", "/canari/canari")
    _user, fields = the_line(caplog)
    assert (fields["method"], fields["status"]) == ("other", 301)
    assert "canari" not in str(fields)


def test_the_line_asks_the_database_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """The session of who asks is read by no one here: the line does not read it either."""

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    request = RequestFactory().get("/")
    with CaptureQueriesContext(connection) as queries:
        RequestIDMiddleware(RequestLogMiddleware(view))(request)
    assert len(queries) == 0
    assert the_line(caplog) == (None, {"method": "GET", "route": "", "status": 200, "ms": 0, "sql": 0})


def test_the_connection_is_left_as_it_was(agent: User) -> None:
    before = list(connection.execute_wrappers)
    Client().get("/connexion/")
    assert connection.execute_wrappers == before
