"""The relevance that search must reach on a real OpenSearch node."""

import secrets

import pytest

from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.transports import Address
from search.index.documents import build_all
from search.management.commands.search_eval import measure, read_queries
from tests.demo.conftest import content, loaded
from tests.parts.search_servers import OpenSearchNode
from tests.search.test_relevance import JUDGED

__all__ = ["content", "loaded"]

pytestmark = [pytest.mark.parts, pytest.mark.django_db]


@pytest.fixture
def engine(node: OpenSearchNode) -> ElasticsearchEngine:
    address = Address.of(f"{node.url}/tests-{secrets.token_hex(4)}")
    return ElasticsearchEngine(address.transport(), address.name).patient()


def test_floors(loaded: list[str], engine: ElasticsearchEngine) -> None:
    engine.rebuild(build_all(1))
    overall = measure(read_queries(JUDGED), engine).overall
    assert overall.recall >= 0.90
    assert overall.mrr >= 0.98
    assert overall.ndcg >= 0.90
