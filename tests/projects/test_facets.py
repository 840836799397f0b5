"""A filter is declared once: the list of actions, the search and the index have it from there."""

import datetime
from collections.abc import Callable

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.translation import override

from portal.accounts.models import User
from projects.facets import (
    FACETS,
    LONGEST_VALUE,
    MOST_VALUES,
    Choice,
    Facet,
    active_filters,
    read_choices,
    read_option,
)
from projects.filters import LISTED
from search.index.documents import build_all
from search.index.sync import rebuild
from search.names import FILTERS
from tests.factories import ActionPageFactory, OrganisationFactory, TagFactory

pytestmark = pytest.mark.database

AXIS, THEME, TAG = (next(kind for kind in FACETS if kind.name == name) for name in ("axis", "theme", "tag"))


@pytest.mark.django_db
def test_the_index_holds_the_filters_of_the_search_and_no_other() -> None:
    action = ActionPageFactory(priority=True, start=datetime.date(2016, 1, 1))
    action.organisations.set([OrganisationFactory()])
    action.tags.add(TagFactory())
    action.save()
    held = {name for document in build_all(1) for name, values in document.facets.items() if values}
    assert held == {kind.name for kind in FILTERS}


@pytest.mark.django_db
def test_the_list_and_the_search_show_the_filters_that_are_declared(
    agent: User, sign_in: Callable[[User], Client]
) -> None:
    action = ActionPageFactory(title="Un griffon", priority=True)
    rebuild()
    client = sign_in(agent)
    listing = client.get(action.get_parent().url).context["listing"]
    assert [facet.kind for facet in listing.facets] == list(LISTED)
    found = client.get("/recherche/?q=griffon&prioritaire=1").context["found"]
    assert {facet.kind for facet in found.facets} <= set(FILTERS)
    [switch] = [facet for facet in found.facets if facet.is_switch]
    assert switch.choices == [Choice("1", "Actions prioritaires", 1, selected=True)]
    assert {kind.name for kind in (*LISTED, *FILTERS)} == {kind.name for kind in FACETS}


def test_names_and_parameters_are_not_used_twice() -> None:
    assert len({kind.name for kind in FACETS}) == len({kind.parameter for kind in FACETS}) == len(FACETS)


@pytest.mark.parametrize(
    ("query", "chosen", "ignored"),
    [
        ("axe=a&axe=b&axe=a&axe=", ("a", "b"), 0),
        ("axe=a&axe=c&axe=d", ("a",), 1),
        ("axe=%00", (), 1),
        ("", (), 0),
    ],
)
def test_what_is_not_a_choice_leaves_the_address(query: str, chosen: tuple[str, ...], ignored: int) -> None:
    params = QueryDict(query, mutable=True)
    choices, notices = read_choices([AXIS], params, {"axis": {"a", "b"}})
    assert choices == {"axis": chosen}
    assert len(notices) == ignored
    assert tuple(filter(None, dict.fromkeys(params.getlist("axe")))) == chosen


def test_values_that_editors_write_are_read_within_bounds() -> None:
    values = [f"v{number}" for number in range(MOST_VALUES + 5)]
    params = QueryDict("&".join(f"etiquette={value}" for value in values), mutable=True)
    choices, notices = read_choices([TAG], params, {})
    assert choices["tag"] == tuple(values[:MOST_VALUES])
    assert len(notices) == 1
    params = QueryDict(f"etiquette={'x' * (LONGEST_VALUE + 1)}", mutable=True)
    assert read_choices([TAG], params, {})[0] == {"tag": ()}


def test_an_option_that_is_not_known_is_the_default_and_is_said() -> None:
    notices: list[str] = []
    params = QueryDict("tri=prix&vue=", mutable=True)
    with override("en"):
        assert read_option(params, "tri", ["titre"], "titre", notices) == "titre"
    assert read_option(params, "vue", ["cartes"], "cartes", notices) == "cartes"
    assert notices == ["“prix” is not known here: it was ignored."]
    assert "tri" not in params


def test_each_choice_in_force_can_be_removed_alone() -> None:
    params = QueryDict("axe=a&theme=t&theme=u&q=mot")
    facets = [
        Facet(AXIS, [Choice("a", "Axe a", 1, selected=True), Choice("b", "Axe b", 0)]),
        Facet(THEME, [Choice("t", "Thème t", 1, selected=True), Choice("u", "Thème u", 1, selected=True)]),
    ]
    assert {one.label: one.url for one in active_filters(facets, params)} == {
        "Axe a": "?theme=t&theme=u&q=mot",
        "Thème t": "?axe=a&theme=u&q=mot",
        "Thème u": "?axe=a&theme=t&q=mot",
    }
