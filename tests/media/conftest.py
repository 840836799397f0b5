"""Fixtures of the tests of uploaded files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from pytest_django import Settings


@pytest.fixture(autouse=True)
def no_remembered_renditions() -> None:
    """The cache outlives the rows of a test, and the next test's images have the same numbers."""
    cache.clear()


@pytest.fixture
def media_root(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """An empty folder of uploads for one test."""
    folder = tmp_path / "media"
    folder.mkdir()
    settings.MEDIA_ROOT = folder
    yield folder
