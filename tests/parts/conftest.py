"""Servers that several modules share: a node takes its time to start."""

from collections.abc import Iterator

import pytest

from tests.parts.search_servers import OpenSearchNode


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenSearchNode]:
    """A real OpenSearch node. A test that kills it starts it again."""
    node = OpenSearchNode(tmp_path_factory.mktemp("opensearch"))
    node.start()
    yield node
    node.kill()
