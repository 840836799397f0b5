"""An index of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from search.engines import get_engine


@pytest.fixture(autouse=True)
def index(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """The path of the index, which does not exist yet."""
    settings.SEARCH_INDEX_PATH = tmp_path / "search.sqlite3"
    get_engine.cache_clear()
    yield settings.SEARCH_INDEX_PATH
    get_engine.cache_clear()
