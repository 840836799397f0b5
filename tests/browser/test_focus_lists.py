"""After an answer of htmx in the list of actions or in results, the focus stays or goes to the count.

`SWAPS` names, for each template, the test of each of its requests by htmx (tests/common/test_swaps.py).
"""

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Visit
from .focus import assert_focused, swap

pytestmark = pytest.mark.browser

SWAPS = {
    "projects/action_index_page.html": ["test_a_filter_keeps_the_focus"],
    "projects/includes/action_listing.html": [
        "test_a_filter_taken_away_leaves_the_focus_to_the_count",
        "test_turning_the_page_leads_to_the_count_and_renames_the_page",
    ],
    "search/results.html": ["test_a_filter_keeps_the_focus"],
    "search/includes/results.html": [
        "test_a_kind_of_results_keeps_the_focus",
        "test_a_filter_taken_away_leaves_the_focus_to_the_count",
        "test_a_spelling_leads_to_the_count",
        "test_results_without_the_filters_lead_to_the_count",
        "test_turning_the_page_leads_to_the_count_and_renames_the_page",
    ],
}
# Where the view is at each scroll, until the swap is done.
RECORD = "() => { window.seen = [scrollY]; addEventListener('scroll', () => window.seen.push(scrollY)); }"
ACTIONS = "/projet/actions/"
RESULTS = "/recherche/?q=service"
LISTS = pytest.mark.parametrize("address", [ACTIONS, RESULTS])
SIZES = pytest.mark.parametrize("width", [1280, 390])


def open_filters(page: Page, width: int) -> None:
    if width < 800:
        page.locator("[data-menu-switch][aria-controls=filters]").click()


def follow_link(page: Page, link: str) -> None:
    """A link that goes with the list: the count, which heads the new one, takes the focus and is said."""
    with swap(page):
        page.locator(link).first.click()
    assert_focused(page.locator("#listing-count"))
    expect(page.locator("#listing-status")).not_to_be_empty()


@LISTS
@SIZES
def test_a_filter_keeps_the_focus(address: str, width: int, visit: Visit) -> None:
    page = visit(address, viewport={"width": width, "height": 800})
    open_filters(page, width)
    closed = page.locator("details[data-facet]").last
    closed.locator("summary").click()
    box = closed.locator("input").first
    for checked in (True, False):
        with swap(page):
            box.focus()
            page.keyboard.press(" ")
        assert_focused(box)
        expect(box).to_be_checked(checked=checked)
        expect(page.locator("#listing-status")).not_to_be_empty()


@LISTS
def test_words_are_typed_without_a_break(address: str, visit: Visit) -> None:
    page = visit(address)
    field = page.locator("#listing-form input[name=q]")
    field.fill("")
    with swap(page):
        page.keyboard.type("accueil")
    page.keyboard.type(" de")
    assert_focused(field)
    assert field.input_value() == "accueil de"


@LISTS
@SIZES
def test_the_view_does_not_dive_to_where_the_focus_passes(address: str, width: int, visit: Visit) -> None:
    page = visit(f"{address}{'&' if '?' in address else '?'}page=2", viewport={"width": width, "height": 800})
    sort = page.locator("select[name=tri]")
    sort.focus()
    page.evaluate(RECORD)
    with swap(page):
        page.keyboard.press("ArrowDown")
    assert_focused(sort)
    seen = page.evaluate("window.seen")
    assert max(seen) <= seen[0] + 1, "the view only goes up, if at all"


@LISTS
def test_the_sort_keeps_the_focus(address: str, visit: Visit) -> None:
    page = visit(address)
    sort = page.locator("select[name=tri]")
    sort.focus()
    with swap(page):
        page.keyboard.press("ArrowDown")
    assert_focused(sort)


def test_the_way_to_show_actions_keeps_the_focus(visit: Visit) -> None:
    page = visit(ACTIONS)
    page.locator("#vue-cartes").focus()
    with swap(page):
        page.keyboard.press("ArrowRight")
    assert page.locator("#vue-tableau").evaluate("(radio) => radio === document.activeElement")
    expect(page.locator("table tbody tr")).to_have_count(60)


@LISTS
def test_a_filter_taken_away_leaves_the_focus_to_the_count(address: str, visit: Visit) -> None:
    page = visit(address)
    page.locator("details[data-facet]").first.evaluate("(facet) => { facet.open = true }")
    with swap(page):
        page.locator("details[data-facet] input").first.check()
    follow_link(page, ".listing__active a.chip")


@LISTS
@SIZES
def test_turning_the_page_leads_to_the_count_and_renames_the_page(
    address: str, width: int, visit: Visit
) -> None:
    page = visit(address, viewport={"width": width, "height": 800})
    first = page.title()
    follow_link(page, ".pagination [rel=next]")
    expect(page).to_have_title(re.compile(", page 2 · "))
    second = page.title()
    page.reload()
    assert page.title() == second
    follow_link(page, ".pagination [rel=prev]")
    assert page.title() == first


def test_a_kind_of_results_keeps_the_focus(visit: Visit) -> None:
    page = visit(RESULTS)
    tab = page.locator(".kind-tabs a").last
    with swap(page):
        tab.click()
    assert_focused(tab)
    expect(tab).to_have_attribute("aria-current", "true")
    expect(page.locator("#listing-status")).not_to_be_empty()


def test_a_spelling_leads_to_the_count(visit: Visit) -> None:
    page = visit("/recherche/?q=paraphuer")
    follow_link(page, ".spelling a")


def test_results_without_the_filters_lead_to_the_count(visit: Visit) -> None:
    page = visit("/recherche/?q=parapheur&theme=accueil")
    follow_link(page, ".spelling a")


def test_new_words_rename_the_page(visit: Visit) -> None:
    page = visit(RESULTS)
    page.locator("#search-words").fill("")
    with swap(page):
        page.keyboard.type("accueil")
    expect(page).to_have_title(re.compile("^Recherche.*accueil"))
