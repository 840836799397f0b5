"""A large body is refused before it is read, unless an editor sends it to the administration."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.media.bodies import LARGEST_FORM
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ADMINISTRATION = "/gestion/images/add/"


class NeverRead:
    """A body that no one may touch."""

    def read(self, *_args: int) -> bytes:
        raise AssertionError("the body was read")

    readline = read


@pytest.fixture
def editor() -> User:
    return UserFactory(groups=["Communication"])


def post(user: User | None, path: str) -> int:
    client = Client(raise_request_exception=True)
    if user:
        client.force_login(user)
    length = {"CONTENT_LENGTH": str(LARGEST_FORM + 1), "wsgi.input": NeverRead()}
    return client.post(path, content_type="application/octet-stream", **length).status_code


@pytest.mark.parametrize("path", ["/connexion/", ADMINISTRATION, "/recherche/"])
def test_nobody_and_agents_are_refused(path: str, agent: User) -> None:
    assert post(None, path) == 413
    assert post(agent, path) == 413


def test_an_editor_sends_files_to_the_administration_alone(editor: User) -> None:
    assert post(editor, "/recherche/") == 413
    assert post(editor, ADMINISTRATION) == 200


def test_nginx_is_told_who_may(agent: User, editor: User, client: Client) -> None:
    address = reverse("may_upload")
    assert client.get(address).status_code == 403
    client.force_login(agent)
    assert client.get(address).status_code == 403
    client.force_login(editor)
    assert client.get(address).status_code == 204
