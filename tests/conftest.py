"""Fixtures shared by every test."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from portal.accounts.models import User
from tests.factories import UserFactory


@pytest.fixture
def agent(db: None) -> User:
    """An agent without any role."""
    return UserFactory()


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    """A test client signed in as the given user."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def media_root(settings: Settings, tmp_path: Path) -> Path:
    """An empty folder of uploads for one test."""
    folder = tmp_path / "media"
    folder.mkdir()
    settings.MEDIA_ROOT = folder
    cache.clear()  # it remembers the renditions of other tests' images
    return folder
