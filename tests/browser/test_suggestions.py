"""The search field suggests while somebody types: with the keyboard, the pointer, and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Visit

pytestmark = pytest.mark.browser

LIST = "#site-search-suggestions"


def typed(visit: Visit, text: str) -> Page:
    page = visit("/")
    field = page.locator("#site-search")
    field.press_sequentially(text)
    expect(page.locator(f"{LIST} [role=option]").first).to_be_visible()
    return page


def test_the_keyboard_chooses_and_opens(visit: Visit) -> None:
    page = typed(visit, "parapheur")
    field = page.get_by_role("combobox", name=re.compile("Rechercher"))
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator(f"{LIST} + [role=status]")).to_contain_text("suggestion")
    field.press("ArrowDown")
    chosen = page.locator(f"{LIST} [aria-selected=true]")
    expect(field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    title = chosen.locator("span").first.inner_text()
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_escape_closes_and_enter_searches(visit: Visit) -> None:
    page = typed(visit, "parapheur")
    field = page.locator("#site-search")
    field.press("Escape")
    expect(page.locator(LIST)).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("parapheur")
    field.press("Enter")
    page.wait_for_url("**/recherche/?q=parapheur")


def test_the_pointer_opens(visit: Visit) -> None:
    page = typed(visit, "parapheur")
    option = page.locator(f"{LIST} [role=option]").first
    title = option.locator("span").first.inner_text()
    option.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_without_javascript_the_field_searches(visit: Visit) -> None:
    page = visit("/", java_script_enabled=False)
    page.locator("#site-search").fill("parapheur")
    page.locator("#site-search").press("Enter")
    expect(page.locator(".result").first).to_be_visible()


@pytest.mark.parametrize("typed", ["lou", "LOUBRÉSSAC", "sandrine lou"])
def test_a_colleague_is_chosen_in_a_comment_with_the_keyboard(typed: str, visit: Visit) -> None:
    page = visit("/projet/actions/parapheur-electronique/")
    text = page.locator("#commenter textarea[name=text]")
    text.press_sequentially(f"Bien vu (@{typed}")
    option = page.locator("#commenter [role=option]", has_text="Sandrine Loubressac")
    expect(option).to_be_visible()
    expect(text).to_have_attribute(
        "aria-controls", page.locator("#commenter [role=listbox]").get_attribute("id")
    )
    expect(page.locator("#commenter [role=listbox] + [role=status]")).to_contain_text("agent")
    text.press("ArrowDown")
    expect(text).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "")
    text.press("Tab")
    expect(text).to_have_value("Bien vu (@Sandrine Loubressac ")
    expect(text).to_be_focused()
    expect(page.locator("#commenter [role=listbox]")).to_be_hidden()
    text.press_sequentially("@lou")
    expect(option).to_be_visible()
    option.click()
    expect(text).to_have_value("Bien vu (@Sandrine Loubressac @Sandrine Loubressac ")
    text.press_sequentially("@lou")
    expect(option).to_be_visible()
    text.press("Escape")
    expect(option).to_have_count(0)
    text.press("Tab")
    expect(text).not_to_be_focused()
