"""Fixtures of the tests of uploaded files."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_remembered_renditions() -> None:
    """The cache outlives the rows of a test, and the next test's images have the same numbers."""
    cache.clear()
