"""Every address x role x method answers as the reviewed table says, and no address is without a row.

After a change of an address or of a right: `python -m tests.authorisation --write`, then read the
difference as a reviewer.
"""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.extent import FULL

from . import measure, table
from .addresses import addresses
from .world import ROLES, World, build_world, rolled_back

pytestmark = pytest.mark.django_db

# A method that a view does not know is answered before any right, or as POST is: who has least and most
# rights sends all of them at each change, and every role with FULL.
ADDRESSES = addresses()
TABLE = table.read()

# No role reaches these, whatever object they name: closed on purpose, or without what only a form sends.
CLOSED_TO_ALL = {
    "agent_chooser:create",
    "charter_rules:delete",
    "end_session",
    "metrics",  # without its token
    "oidc_provider_logout",
    "oidc_return",
    "oidc_sign_in",
    "privacyrequest:add",
    "privacyrequest:delete",
    "service_chooser:create",
    "wagtailadmin_api:documents:find",
    "wagtailadmin_api:images:find",
    "wagtailadmin_api:pages:find",
    "wagtailadmin_block_preview",
    "wagtailadmin_error_test",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_complete",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_done",
    "wagtailimages:url_generator",
    "wagtailimages:url_generator_output",
    "wagtailsnippetchoosers_projects_axis:create",
    "wagtailsnippetchoosers_projects_tag:create",
    "wagtailsnippetchoosers_projects_theme:create",
    "wagtailsnippets:index",
    "wagtailsnippets_projects_axis:revisions_compare",
    "wagtailsnippets_projects_axis:revisions_revert",
    "wagtailsnippets_projects_theme:revisions_compare",
    "wagtailsnippets_projects_theme:revisions_revert",
}
REFUSALS = {"sign-in", "refused", "403", "404", "405"}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One world for the whole module; what a request did to it is undone."""
    with django_db_blocker.unblock(), rolled_back():
        yield build_world()


def test_every_address_has_a_row() -> None:
    names = [str(address) for address in ADDRESSES]
    assert sorted(set(names) - set(TABLE)) == [], "python -m tests.authorisation --write adds a row to each"
    assert sorted(set(TABLE) - set(names)) == [], "these rows have no address any more"


def test_every_row_is_complete() -> None:
    for name, by_role in TABLE.items():
        assert list(by_role) == list(ROLES), name
        assert all(set(cells) == set(measure.METHODS) for cells in by_role.values()), name


def test_no_address_fails() -> None:
    failing = [
        f"{name} {role} {method}: {cell}"
        for name, by_role in TABLE.items()
        for role, cells in by_role.items()
        for method, cell in cells.items()
        if cell.startswith("5")
    ]
    assert failing == []


def test_every_address_opens_to_somebody() -> None:
    """A row that refuses everybody would prove nothing, if its objects did not exist."""
    closed, opened = set(), set()
    for row, by_role in TABLE.items():
        refused = all(cell in REFUSALS for cells in by_role.values() for cell in cells.values())
        (closed if refused else opened).add(row.partition("[")[0])
    closed -= opened
    assert closed == CLOSED_TO_ALL


class Column:
    """The answers to one role. A class each: pytest-xdist shares them out between workers."""

    role: str
    methods: tuple[str, ...] = measure.METHODS if FULL else ("GET", "POST")

    def test_every_address(self, world: World) -> None:
        differences = {}
        for address in ADDRESSES:
            expected = {method: TABLE[str(address)][self.role][method] for method in self.methods}
            answers = measure.measure(world, address, self.role, self.methods)
            if answers != expected:
                differences[str(address)] = f"{answers}, and the table says {expected}"
        assert differences == {}


class TestAdministrator(Column):
    role = "administrator"
    methods = measure.METHODS


class TestCommunication(Column):
    role = "communication"


class TestSteering(Column):
    role = "steering"


class TestAgent(Column):
    role = "agent"
    methods = measure.METHODS if FULL else ("GET", "POST", "PUT", "DELETE")


class TestLead(Column):
    role = "lead"


class TestModerator(Column):
    role = "moderator"


class TestAnonymous(Column):
    role = "anonymous"
    methods = measure.METHODS
