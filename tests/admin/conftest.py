"""Fixtures of the editors' screens."""

from collections.abc import Callable

import pytest
from django.test import Client

from portal.accounts.models import User
from tests.factories import UserFactory


@pytest.fixture
def role(db: None, sign_in: Callable[[User], Client]) -> Callable[[str], Client]:
    """A client signed in as a new member of the named group."""

    def role(group: str) -> Client:
        return sign_in(UserFactory(groups=[group]))

    return role


@pytest.fixture
def editor(role: Callable[[str], Client]) -> Client:
    """A client signed in as a member of Communication."""
    return role("Communication")
