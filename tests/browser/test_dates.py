"""Every field for a date or a time, in the administration and on the site, filled in as French people do."""

import datetime
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from .conftest import AGENT, Visit

pytestmark = pytest.mark.browser

ADMINISTRATOR = "administrateur@exemple.invalid"
LEAD = "karim.zellaoui@exemple.invalid"  # leads an action and facilitates a group
ACTION, GROUP = "/projet/actions/parapheur-electronique/", "/projet/groupes/numerique-utile/"
TYPED = [
    "15/12/2026",
    "1/2/2027",
    "1er février 2027",
    "2027-02-01",
    "32/13/2026",
    "demain",
    "15/12/2026 08h30",
]
YEAR = datetime.date.today().year + 1  # noqa: DTZ011 (any year to come does)
# Where a field stands: behind a tab, in a folded panel.
UNFOLD = """field => {
  const tab = field.closest('[role=tabpanel][hidden]');
  if (tab) document.querySelector(`[role=tab][href="#${tab.id}"]`).click();
  for (let panel = field.closest('.w-panel'); panel; panel = panel.parentElement.closest('.w-panel')) {
    const toggle = panel.querySelector('[data-panel-toggle][aria-expanded=false]');
    if (toggle && toggle.closest('.w-panel') === panel) toggle.click();
  }
}"""
PICKED = """() => [...document.querySelectorAll('input')]
  .filter(field => jQuery(field).data('xdsoft_datetimepicker')).map(field => field.name)"""


def pages_by_type(page: Page) -> dict[str, int]:
    """The number of one page of each type of the demonstration."""
    found: dict[str, int] = {}
    offset, total = 0, 1
    while offset < total:
        answer = page.request.get(
            f"/gestion/api/main/pages/?fields=_,id,type&limit=20&offset={offset}"
        ).json()
        total, offset = answer["meta"]["total_count"], offset + 20
        found.update({each["meta"]["type"]: each["id"] for each in answer["items"]})
    return found


def save_nothing(page: Page) -> None:
    """Answer in place of the portal to the drafts that the administration saves by itself."""

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(json={"success": False, "error_code": "validation_error", "error_message": "Non."})
        else:
            route.continue_()

    page.route(re.compile(r"/pages/\d+/edit/$"), answer)


def open_schedule(page: Page) -> None:
    page.locator("[data-side-panel-toggle=status]").first.click()
    page.locator("[data-a11y-dialog-show=schedule-publishing-dialog]:visible").click()


def show(page: Page, field: Locator) -> None:
    """Bring the field before the eyes, as an editor does."""
    if field.is_visible():
        return
    if field.get_attribute("name") in ("go_live_at", "expire_at"):
        open_schedule(page)
    elif field.evaluate("field => Boolean(field.closest('.w-drilldown__submenu'))"):
        menu = page.locator("#filters-drilldown [data-w-dropdown-target=toggle]")
        if not page.locator(".w-drilldown__contents").is_visible():
            menu.click()
        drawer = field.evaluate("field => field.closest('.w-drilldown__submenu').id")
        page.locator(f"[aria-controls={drawer}].w-drilldown__toggle").click()
    else:
        field.evaluate(UNFOLD)
    expect(field).to_be_visible()


def type_in(field: Locator, text: str) -> None:
    """Type into the field key by key, leave the picker the time to open, and go elsewhere."""
    field.fill("")
    field.press_sequentially(text)
    field.page.wait_for_timeout(150)
    field.blur()


def stays(page: Page, name: str) -> None:
    """What is typed into this field stands there when it is left."""
    field = page.locator(f"input[name='{name}']")
    show(page, field)
    for text in TYPED:
        type_in(field, text)
        assert field.input_value() == text, name


def test_what_is_typed_stays_in_every_date_field_of_the_editors_screens(visit: Visit) -> None:
    page = visit("/gestion/", ADMINISTRATOR)
    save_nothing(page)
    page.on("dialog", lambda dialog: dialog.accept())
    tried: set[str] = set()
    types = pages_by_type(page)
    for type_name, number in types.items():
        if type_name in ("wagtailcore.Page", "participation.ProposalPage"):
            continue  # the root, and texts of agents, which nobody edits here
        page.goto(f"/gestion/pages/{number}/edit/")
        for name in page.evaluate(PICKED):
            kind = name if name in ("go_live_at", "expire_at") else f"{type_name} {name}"  # of every page
            if kind not in tried:
                stays(page, name)
                tried.add(kind)
    expected = {
        "projects.ActionPage start",
        "projects.ActionPage end",
        "projects.ProjectPage as_of",
        "go_live_at",
    }
    expected |= {"videos.FilmPage date", "newsletters.NewsletterPage date", "expire_at"}
    assert expected <= tried
    assert any(name.startswith("projects.ActionPage milestones-") for name in tried)


def test_what_is_typed_stays_in_every_date_filter(visit: Visit) -> None:
    page = visit("/gestion/", ADMINISTRATOR)
    number = pages_by_type(page)["projects.ActionIndexPage"]
    addresses = page.locator("a[href^='/gestion/']").evaluate_all(
        "links => [...new Set(links.map(link => link.getAttribute('href')))].filter(to => !to.includes('logout'))"
    )
    tried: set[str] = set()
    for address in [*addresses, f"/gestion/pages/{number}/", f"/gestion/pages/{number}/history/"]:
        page.goto(address)
        for name in page.evaluate(PICKED):
            tried.add(f"{address} {name}")
            stays(page, name)
            type_in(page.locator(f"input[name='{name}']"), "32/13/2026")
            expect(page.locator("#listing-results .help-critical")).to_contain_text("15/12/2026")
            type_in(page.locator(f"input[name='{name}']"), "1er février 2027")
            expect(page.locator("#listing-results .w-active-filters")).to_contain_text("2027")
            expect(page.locator("#listing-results .help-critical")).to_have_count(0)
            page.goto(address)
    assert len(tried) > 10, tried


@pytest.fixture
def draft(visit: Visit) -> Iterator[Page]:
    """The form of a new action, which is deleted afterwards."""
    page = visit("/gestion/", ADMINISTRATOR)
    index = pages_by_type(page)["projects.ActionIndexPage"]
    page.goto(f"/gestion/pages/add/projects/actionpage/{index}/")
    page.locator("[name=title]").fill("Une action à dater")
    theme = page.locator("[name=theme]")
    theme.evaluate(UNFOLD)
    theme.select_option(index=1)
    yield page
    page.on("dialog", lambda dialog: dialog.accept())
    if saved := re.search(r"/pages/(\d+)/edit/", page.url):
        page.goto(f"/gestion/pages/{saved[1]}/delete/")
        page.locator("main form button[type=submit], main form input[type=submit]").first.click()
        expect(page).to_have_url(re.compile(rf"/pages/{index}/"))


def save(page: Page) -> None:
    with page.expect_navigation():
        page.locator("button.action-save").first.click()


def test_dates_typed_the_french_way_are_those_that_are_saved(draft: Page) -> None:
    for name, text in (
        ("start", "15/12/2026"),
        ("end", "1er février 2027"),
        ("volunteers_until", "1/2/2027"),
    ):
        field = draft.locator(f"[name={name}]")
        show(draft, field)
        type_in(field, text)
    save(draft)
    draft.goto(draft.url)
    assert {
        name: draft.locator(f"[name={name}]").input_value() for name in ("start", "end", "volunteers_until")
    } == {
        "start": "15/12/2026",
        "end": "01/02/2027",
        "volunteers_until": "01/02/2027",
    }


def test_a_date_that_cannot_be_read_stays_and_is_refused_at_its_field(draft: Page) -> None:
    save(draft)
    start = draft.locator("[name=start]")
    show(draft, start)
    type_in(start, "32/13/2026")
    expect(draft.get_by_text("L'enregistrement automatique est en pause").first).to_be_visible()
    assert start.input_value() == "32/13/2026"
    save(draft)
    show(draft, start)
    assert start.input_value() == "32/13/2026"
    error = draft.locator("[data-field]", has=start).locator(".error-message")
    expect(error).to_contain_text("Écrivez-la ainsi : 15/12/2026.")
    draft.goto(draft.url)
    assert draft.locator("[name=start]").input_value() == ""


def test_an_embargo_typed_the_french_way_is_kept(draft: Page) -> None:
    save(draft)
    open_schedule(draft)
    go_live = draft.locator("[name=go_live_at]")
    type_in(go_live, f"15/12/{YEAR}")
    go_live.click()
    draft.locator(".xdsoft_time:visible", has_text="08:00").click()
    assert go_live.input_value() == f"15/12/{YEAR} 08:00", (
        "an hour that is picked keeps the day that was typed"
    )
    type_in(go_live, f"15/12/{YEAR} 8h")
    with draft.expect_navigation():
        draft.locator("#schedule-publishing-dialog button[type=submit]").click()
    draft.locator("[name=action-publish]").evaluate("button => button.click()")
    draft.wait_for_load_state()
    number = re.search(r"/pages/(\d+)/", draft.url)[1]
    draft.goto(f"/gestion/pages/{number}/edit/")
    assert draft.locator("[name=go_live_at]").input_value() == f"15/12/{YEAR} 08:00"
    answer = draft.request.get(f"/gestion/api/main/pages/{number}/").json()
    assert answer["meta"]["status"]["live"] is False
