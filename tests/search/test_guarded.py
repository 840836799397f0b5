"""The embedded engine answers in place of a server that does not."""

import logging

import pytest
from pytest_django.fixtures import Settings

from search.checks import search_url
from search.engines.base import QuestionRefusedError, SearchUnavailableError
from search.engines.guarded import PAUSE, GuardedServer
from search.engines.transports import Address
from search.query import SearchPage, SearchRequest, Suggestion

pytestmark = pytest.mark.database


class Engine:
    """Answers, or fails as it is told; counts how often it is asked."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.asked = 0
        self.fails: Exception | None = None

    def search(self, request: SearchRequest) -> SearchPage:
        self._ask()
        return SearchPage(total=self.total)

    def suggest(self, prefix: str, denied: tuple[str, ...], limit: int = 8) -> list[Suggestion]:
        self._ask()
        return [Suggestion("page:1", "action", str(self.total))]

    def _ask(self) -> None:
        self.asked += 1
        if self.fails:
            raise self.fails


@pytest.fixture
def server() -> Engine:
    return Engine(1)


class Clock:
    """`clock(seconds)` lets time pass."""

    now = 1000.0

    def __call__(self, passed: float) -> None:
        self.now += passed


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def guarded(server: Engine, clock: Clock) -> GuardedServer:
    return GuardedServer(server, Engine(2), clock=lambda: clock.now)  # type: ignore[arg-type]


def test_the_server_answers_while_it_works(guarded: GuardedServer) -> None:
    answer = guarded.search(SearchRequest("x"))
    assert (answer.total, answer.degraded) == (1, False)
    assert guarded.suggest("x", ())[0].title == "1"


def test_a_silent_server_is_left_alone_for_a_while(
    guarded: GuardedServer, server: Engine, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    server.fails = SearchUnavailableError("no route")
    with caplog.at_level(logging.WARNING):
        assert guarded.search(SearchRequest("x")).degraded
        assert guarded.search(SearchRequest("x")).total == 2
        assert guarded.suggest("x", ())[0].title == "2"
        assert server.asked == 1
        clock(PAUSE)
        assert guarded.search(SearchRequest("x")).degraded
        assert server.asked == 2
        server.fails = None
        clock(PAUSE)
        assert not guarded.search(SearchRequest("x")).degraded
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]


def test_a_refused_question_is_no_outage(guarded: GuardedServer, server: Engine) -> None:
    server.fails = QuestionRefusedError("too many clauses")
    assert guarded.search(SearchRequest("x")).degraded
    server.fails = None
    assert not guarded.search(SearchRequest("x")).degraded


@pytest.mark.parametrize(
    ("search_url", "expected"),
    [
        ("opensearch+http://host", Address("opensearch", "http://host:9200", "portail")),
        (
            "elasticsearch+https://a:b@host:443/Ville/?ca_certs=/etc/ca.pem",
            Address("elasticsearch", "https://a:b@host:443", "ville", "/etc/ca.pem"),
        ),
    ],
)
def test_address(search_url: str, expected: Address) -> None:
    assert Address.of(search_url) == expected


@pytest.mark.parametrize(
    "search_url", ["http://host", "solr+http://host", "opensearch+ftp://host", "elasticsearch"]
)
def test_wrong_address(search_url: str) -> None:
    with pytest.raises(ValueError, match="must look like"):
        Address.of(search_url)


def test_a_wrong_address_is_said_at_start(settings: Settings) -> None:
    assert search_url(None) == []
    settings.SEARCH_URL = "http://host"
    assert [problem.id for problem in search_url(None)] == ["search.E001"]
    settings.SEARCH_URL = "opensearch+http://host"
    assert search_url(None) == []
