"""Pages of errors: in the reader's language, with the name of the request, whatever is down."""

import resource
import sqlite3
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings as installed
from django.db import DataError, InterfaceError, OperationalError, ProgrammingError
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django.fixtures import Settings

from portal.accounts.models import User
from portal.http import views
from portal.http.views import is_database_outage, load_error_pages, server_error
from tests.factories import ActionPageFactory
from tests.http.failing_site import EXCEPTIONS

pytestmark = pytest.mark.django_db


@pytest.fixture
def failing(settings: Settings, agent: User) -> Client:
    settings.ROOT_URLCONF = "tests.http.failing_site"
    client = Client(raise_request_exception=False)
    client.force_login(agent)
    return client


ANSWERS = {
    "400": ("/fails/suspicious/", 400),
    "403": ("/fails/denied/", 403),
    "404": ("/rien/", 404),
    "500": ("/fails/fault/", 500),
    "503": ("/fails/outage/", 503),
}
WORDS = {"fr": "Référence de cet incident\xa0:", "en": "Reference of this incident:"}


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize(("address", "status"), ANSWERS.values(), ids=ANSWERS)
def test_they_quote_the_name_of_the_request(
    failing: Client, address: str, status: int, language: str
) -> None:
    failing.cookies[installed.LANGUAGE_COOKIE_NAME] = language
    answer = failing.get(address)
    page = answer.content.decode()
    assert answer.status_code == status
    assert f'<html lang="{language}"' in page
    assert f"{WORDS[language]} {answer.headers['X-Request-ID']}<" in page
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers.get("Retry-After") == ("30" if status == 503 else None)


def test_a_form_without_its_token(agent: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(agent)
    answer = client.post("/mon-espace/")
    assert answer.status_code == 403
    assert f"{WORDS['fr']} {answer.headers['X-Request-ID']}<" in answer.content.decode()


def test_a_limit_that_is_reached(agent: User, settings: Settings) -> None:
    settings.QUOTAS = {**settings.QUOTAS, "comment": "1/hour"}
    client = Client()
    client.force_login(agent)
    address = reverse("comments:comments", args=[ActionPageFactory().pk])
    for text in ("Un avis", "Un autre"):
        answer = client.post(address, {"text": text})
    assert answer.status_code == 429
    assert f"{WORDS['fr']} {answer.headers['X-Request-ID']}<" in answer.content.decode()


def test_nothing_can_be_opened_any_more(failing: Client) -> None:
    """A process that has too many open files, or whose disk is gone, still answers."""
    load_error_pages()
    failing.get("/fails/fault/")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
    try:
        with pytest.raises(OSError, match="Too many open files"):
            open(__file__).close()  # noqa: PTH123
        answer = failing.get("/fails/fault/")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert answer.status_code == 500
    assert "Une erreur est survenue de notre côté" in answer.content.decode()


@pytest.mark.parametrize("how", ["fault", "outage"])
def test_no_query_makes_the_page(how: str, django_assert_num_queries: Callable) -> None:
    request = RequestFactory().get("/")
    exception, words = EXCEPTIONS[how]
    try:
        raise exception(words)
    except (RuntimeError, OperationalError):
        with django_assert_num_queries(0):
            assert server_error(request).status_code in (500, 503)


# A database that is down or locked


def of_sqlite(code: int) -> OperationalError:
    error, cause = OperationalError("x"), sqlite3.OperationalError("x")
    cause.sqlite_errorcode = code  # type: ignore[attr-defined]
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "is_outage"),
    [
        (of_sqlite(sqlite3.SQLITE_BUSY), True),
        (of_sqlite(sqlite3.SQLITE_IOERR), True),
        (of_sqlite(sqlite3.SQLITE_ERROR), False),
        (OperationalError("server closed the connection unexpectedly"), True),
        (InterfaceError("connection already closed"), True),
        (ProgrammingError("relation does not exist"), False),
        (DataError("out of range"), False),
        (OSError("disk"), False),
    ],
)
def test_what_is_an_outage_of_the_database(error: Exception, is_outage: bool) -> None:
    assert is_database_outage(error) is is_outage


@pytest.fixture
def _well() -> Iterator[None]:
    views.database.worked()
    yield
    views.database.worked()


@pytest.mark.usefixtures("_well")
def test_an_outage_is_told_at_its_ends_and_by_each_request(
    failing: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "portal.request")
    for address in ("/fails/outage/", "/fails/outage/", "/connexion/", "/"):
        failing.get(address)
    told = [
        record.getMessage().partition(".")[0] for record in caplog.records if record.name == views.__name__
    ]
    assert told == [
        "The database does not answer",
        "Service Unavailable: /fails/outage/",
        "Service Unavailable: /fails/outage/",
        "The database answers again",
    ]
    traced = [record for record in caplog.records if record.exc_info]
    assert len(traced) == 1
