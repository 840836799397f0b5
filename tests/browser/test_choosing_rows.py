"""Rows of a table that grows are chosen in a window, by keyboard."""

import pytest
from playwright.sync_api import Page, expect

from .conftest import Visit
from .test_autosave import EDITOR, SAVING, WATCH

pytestmark = pytest.mark.browser


def key_of(page: Page, slug: str) -> int:
    found = page.request.get(f"/gestion/api/main/pages/?type=projects.ActionPage&slug={slug}").json()
    [action] = found["items"]
    return int(action["id"])


def press_until(page: Page, key: str, target: str) -> None:
    """Press a key until what `target` selects has the focus."""
    for _press in range(60):
        if page.evaluate("selector => document.activeElement.matches(selector)", target):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{target} never has the focus")


def publish(page: Page) -> None:
    """Publish once the form has saved itself."""
    expect(page.locator("[data-w-autosave-state-value=saved]")).to_be_attached(timeout=SAVING)
    expect(page.locator("form[data-w-unsaved-has-edits-value=false]")).to_be_attached(timeout=SAVING)
    with page.expect_navigation(timeout=SAVING):
        page.locator("footer button[name=action-publish]").evaluate("button => button.click()")


def open_links(page: Page, address: str) -> None:
    """Open the form at its links, and wait until it watches what is changed."""
    page.goto("/gestion/")
    page.goto(f"{address}#tab-liens")
    expect(page.locator("html[data-watched]")).to_be_attached(timeout=SAVING)
    page.wait_for_timeout(2000)  # a key pressed in that very instant is not noticed


def test_related_actions_are_chosen_saved_and_published_by_keyboard(visit: Visit) -> None:
    page = visit("/gestion/", EDITOR)
    address = f"/gestion/pages/{key_of(page, 'barometre-des-usagers')}/edit/"
    page.add_init_script(WATCH)
    open_links(page, address)
    field = page.locator("[data-chosen-rows=related_actions]")
    before = field.locator("input").count()
    field.locator("button").focus()
    page.keyboard.press("Enter")
    page.locator(".modal [data-multiple-choice-select]").first.wait_for()
    page.locator(".modal #id_q").fill("visas")
    page.locator(".modal .page-results [role=alert]").wait_for()  # the rows found are in place of all
    row = page.locator(".modal tr", has_text="visas").first
    row.locator("[data-multiple-choice-select]").wait_for()
    title = row.locator("label, .title").first.inner_text().strip()
    press_until(page, "Tab", "[data-multiple-choice-select]")
    page.keyboard.press("Space")
    press_until(page, "Tab", "[data-multiple-choice-submit]")
    page.keyboard.press("Enter")
    expect(field.locator("input:checked")).to_have_count(before + 1)
    expect(field.get_by_role("checkbox", name=title)).to_be_checked()
    expect(field.locator("button")).to_be_focused()
    publish(page)
    open_links(page, address)
    box = page.locator("[data-chosen-rows=related_actions]").get_by_role("checkbox", name=title)
    expect(box).to_be_checked()
    box.focus()
    page.keyboard.press("Space")
    expect(box).not_to_be_checked()
    publish(page)
    open_links(page, address)
    expect(page.locator("[data-chosen-rows=related_actions] input")).to_have_count(before)


def test_a_list_is_filtered_by_a_person_who_is_found_in_a_window(visit: Visit) -> None:
    page = visit("/gestion/actions/", EDITOR)
    page.get_by_role("button", name="Afficher les filtres").click()
    page.locator("[data-w-drilldown-target=toggle]", has_text="Référent").first.click()
    page.locator("[data-choose-rows]:visible").click()
    name = page.locator(".modal [data-multiple-choice-select]").first
    name.check()
    page.locator(".modal [data-multiple-choice-submit]").click()
    page.wait_for_url("**lead_person=**")
    expect(page.locator(".w-active-filters")).to_contain_text("Référent")
