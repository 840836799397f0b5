"""The world of the authorisation table, met by hostile requests."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.authorisation.world import World, build_world, rolled_back


@pytest.fixture(scope="session")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One world for all the chunks that a worker takes; what a request did to it is undone."""
    with django_db_blocker.unblock(), rolled_back():
        yield build_world()
