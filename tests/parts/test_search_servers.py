"""The contract of a search engine on servers: a real OpenSearch node, and an imitation of Elasticsearch."""

import secrets
from collections.abc import Iterator

import pytest

from search.engines.base import IndexOutdatedError, SearchEngine
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.transports import Address
from search.query import SearchRequest
from tests.parts.search_servers import ImitatedElasticsearch, OpenSearchNode
from tests.search.test_engine_contract import DOCS, EngineContract

pytestmark = [pytest.mark.parts, pytest.mark.django_db]


@pytest.fixture(scope="module")
def imitation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImitatedElasticsearch]:
    server = ImitatedElasticsearch(tmp_path_factory.mktemp("elasticsearch"))
    yield server
    server.kill()


def engine_on(url: str) -> ElasticsearchEngine:
    """An engine with an index of its own, that takes the time it needs on a busy machine."""
    address = Address.of(f"{url}/tests-{secrets.token_hex(4)}")
    return ElasticsearchEngine(address.transport(), address.name).patient()


class ServerContract(EngineContract):
    """What every server must do besides. Subclasses give an `engine` fixture, empty and usable."""

    def test_no_index_yet(self, url: str) -> None:
        engine = engine_on(url)
        with pytest.raises(IndexOutdatedError):
            engine.search(SearchRequest("accueil"))
        with pytest.raises(IndexOutdatedError):
            engine.upsert(DOCS)
        with pytest.raises(IndexOutdatedError):
            list(engine.inventory())
        assert engine.health().outdated

    def test_index_of_another_analyser_is_not_used(
        self, filled: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("search.engines.elasticsearch.fingerprint", lambda: "0123456789")
        newer = filled.patient()
        with pytest.raises(IndexOutdatedError):
            newer.search(SearchRequest("accueil"))
        newer.rebuild(DOCS)
        assert newer.health().documents == len(DOCS)
        assert filled.health().outdated  # the rebuild took the older index away

    def test_deep_page(self, filled: SearchEngine) -> None:
        assert filled.search(SearchRequest("accueil", page=9_000)).hits == ()


class TestRealOpenSearch(ServerContract):
    @pytest.fixture
    def url(self, node: OpenSearchNode) -> str:
        return node.url

    @pytest.fixture
    def engine(self, url: str) -> SearchEngine:
        engine = engine_on(url)
        engine.rebuild([])
        return engine


class TestImitatedElasticsearch(ServerContract):
    @pytest.fixture
    def url(self, imitation: ImitatedElasticsearch) -> str:
        return imitation.url

    @pytest.fixture
    def engine(self, url: str) -> SearchEngine:
        engine = engine_on(url)
        engine.rebuild([])
        return engine
