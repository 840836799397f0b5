"""An account whose password everybody can read opens nothing in a real installation."""

import pytest
from django.conf import settings as used
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.accounts.models import User
from portal.accounts.published import SALT, is_published, published_accounts
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "connu-de-tous-2018"


def signed_in(account: User) -> bool:
    client = Client()
    client.post(reverse("login"), {"username": account.email, "password": PASSWORD})
    return client.get(reverse("security")).status_code == 200


@pytest.fixture
def accounts() -> dict[str, User]:
    accounts = {
        "of the demonstration": UserFactory(email="agent@exemple.invalid"),
        "moved to a real address": UserFactory(email="direction@exemple.fr"),
        "of an agent": UserFactory(email="agent@exemple.fr"),
    }
    for name, account in accounts.items():
        account.password = make_password(PASSWORD, SALT if name == "moved to a real address" else None)
        account.save()
    return accounts


def test_who_may_sign_in(accounts: dict[str, User], settings: Settings) -> None:
    assert used.PUBLISHED_ACCOUNTS_MAY_SIGN_IN
    assert all(signed_in(account) for account in accounts.values())
    settings.PUBLISHED_ACCOUNTS_MAY_SIGN_IN = False
    entered = {name for name, account in accounts.items() if signed_in(account)}
    assert entered == {"of an agent"}


def test_an_open_session_ends_too(accounts: dict[str, User], settings: Settings) -> None:
    client = Client()
    client.force_login(accounts["of the demonstration"])
    settings.PUBLISHED_ACCOUNTS_MAY_SIGN_IN = False
    assert client.get(reverse("security")).status_code == 302


def test_a_changed_password_is_published_no_more(accounts: dict[str, User]) -> None:
    account = accounts["moved to a real address"]
    assert is_published(account)
    account.set_password("un autre secret")
    account.save()
    assert not is_published(account)
    assert account not in published_accounts()


def test_a_departed_agent_is_no_account_of_the_demonstration(accounts: dict[str, User]) -> None:
    gone = accounts["of an agent"]
    gone.email, gone.pseudonymised_at = "7@agent-parti.invalid", timezone.now()
    gone.save()
    assert set(published_accounts()) == set(accounts.values()) - {gone}
