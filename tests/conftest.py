"""Fixtures shared by every test."""

from collections.abc import Callable

import pytest
from django.test import Client

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
