"""What each role gets from an address, in the words of the table."""

import copy
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from unittest import mock

from django.http import HttpResponseBase
from django.utils.safestring import mark_safe

from portal.accounts.models import User
from portal.signin.backends import AgentBackend

from .addresses import Address
from .world import World, body, rolled_back

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")
FORM = "application/x-www-form-urlencoded"


def measure(world: World, address: Address, role: str, methods: Iterable[str] = METHODS) -> dict[str, str]:
    """The answer to each method. Nothing is sent but the address: the right is seen, not the form."""
    url = address.url(world, role)
    answers = {}
    for method in methods:
        with rolled_back(), _in_haste(world):
            response = world.client(role).generic(method, url, content_type=FORM)
            answers[method] = cell(response)
            body(response)
    return answers


@contextmanager
def _in_haste(world: World) -> Iterator[None]:
    """Leave out what takes most of the time of thousands of requests and decides nothing: templates are
    left empty (tests/hostile draws every page), and an agent is loaded from the database once."""

    def get_user(backend: AgentBackend, user_id: int) -> User | None:
        if user_id not in world.loaded:
            world.loaded[user_id] = load(backend, user_id)
        # Without what the last request learnt of their rights.
        return copy.copy(world.loaded[user_id])

    load = AgentBackend.get_user
    empty = mock.patch("django.template.backends.django.Template.render", return_value=mark_safe(""))
    with empty, mock.patch.object(AgentBackend, "get_user", get_user):
        yield


def cell(response: HttpResponseBase) -> str:
    """The status, or where a person without the right is sent.

    sign-in: to the sign-in page; refused: to the administration's home page, which says why.
    """
    status = response.status_code
    if status != 302:
        return str(status)
    target = response.headers["Location"]
    if target.startswith("/connexion/?next="):
        return "sign-in"
    if target == "/gestion/":
        return "refused"
    return "302"
