"""An action begun in the administration, which saves itself while it is written."""

import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from .conftest import Visit

pytestmark = pytest.mark.browser

SAVING = 30_000  # milliseconds that a busy server may take
EDITOR = "maxime.orsonval@exemple.invalid"
# Wagtail compares the form with what it was two seconds after the page was loaded, and says when it begins.
WATCH = 'addEventListener("w-unsaved:watch-edits", () => { document.documentElement.dataset.watched = ""; })'


def last_number(page: Page) -> int:
    page.goto("/gestion/actions/?ordering=-number")
    return int(page.locator("main table tbody tr").first.locator("td").nth(1).inner_text())


@pytest.fixture
def new_action(visit: Visit) -> Iterator[Page]:
    """The form of a new action; what is made of it is deleted afterwards."""
    page = visit("/gestion/", EDITOR)
    page.add_init_script(WATCH)
    plans = page.request.get("/gestion/api/main/pages/?type=projects.ActionIndexPage").json()["items"]
    [plan] = [plan for plan in plans if plan["meta"]["html_url"].endswith("/projet/actions/")]
    page.goto(f"/gestion/pages/add/projects/actionpage/{plan['id']}/")
    yield page
    made = page.request.get("/gestion/api/main/pages/?type=projects.ActionPage&order=-id&limit=1").json()
    [action] = made["items"]
    assert action["title"].startswith("Une action qui s’enregistre")
    page.goto(f"/gestion/pages/{action['id']}/delete/")
    page.locator("main form button[type=submit], main form input[type=submit]").first.click()
    page.wait_for_url("**/gestion/pages/**")


def test_an_action_that_saves_itself_keeps_the_number_that_its_form_shows(new_action: Page) -> None:
    page = new_action
    address = page.url
    expected = last_number(page) + 1
    page.goto(address)
    expect(page.locator("html[data-watched]")).to_be_attached()
    page.get_by_role("tab", name="Place dans le plan").click()
    page.locator("#id_theme-chooser [data-chooser-action-choose]").first.click()
    page.locator(".modal a[data-chooser-modal-choice]").first.click()
    expect(page.locator("#id_theme-chooser .chooser__title")).not_to_be_empty()
    page.get_by_role("tab", name="Texte").click()
    page.locator("[name=title]").press_sequentially(f"Une action qui s’enregistre {uuid.uuid4()}")
    page.keyboard.press("Tab")
    number = page.locator("input[name=number]")
    expect(number).to_have_value(str(expected), timeout=SAVING)  # it saved itself
    page.wait_for_timeout(2000)  # the number that came with the answer is saved in its turn
    expect(page.locator("form[data-w-unsaved-has-edits-value=false]")).to_be_attached(timeout=SAVING)
    expect(page.locator("[data-w-autosave-state-value=saved]")).to_be_attached(timeout=SAVING)
    with page.expect_navigation():
        page.locator("footer button.action-save").click()
    expect(number).to_have_value(str(expected))
    page.locator("footer .w-dropdown__toggle").last.click()
    page.locator("button[name=action-publish]").click()
    page.wait_for_url("**/gestion/pages/*/")
    assert last_number(page) == expected
