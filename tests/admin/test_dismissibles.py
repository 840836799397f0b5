"""What the administration remembers of the hints that a person closed is whatever JSON was sent."""

import pytest
from django.test import Client
from wagtail.users.models import UserProfile

from portal.accounts.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/gestion/dismissibles/"


@pytest.fixture
def editor(client: Client) -> User:
    editor = UserFactory(groups=["Communication"])
    client.force_login(editor)
    return editor


@pytest.mark.parametrize(
    "body", [b"[" * 5000, b"null", b"[1]", b"{", b"\xff", b'{"a": ' + b"9" * 5000 + b"}"]
)
def test_what_is_no_list_of_hints_is_a_bad_request(body: bytes, client: Client, editor: User) -> None:
    assert client.patch(ADDRESS, body, content_type="application/json").status_code == 400
    assert UserProfile.get_for_user(editor).dismissibles == {}


def test_a_closed_hint_stays_closed(client: Client, editor: User) -> None:
    assert client.patch(ADDRESS, b'{"hint": true}', content_type="application/json").status_code == 200
    assert UserProfile.get_for_user(editor).dismissibles == {"hint": True}
