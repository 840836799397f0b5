"""Every field for a date or a time, in the administration and on the site, filled in as French people do."""

import datetime
import re
import uuid
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from .conftest import Visit

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
FILTERS = (
    f"() => ({PICKED})().filter(name => document.querySelector(`.w-drilldown__submenu [name=${{name}}]`))"
)


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
        menu = page.get_by_role("button", name="Afficher les filtres")
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
        if type_name in ("wagtailcore.Page", "proposals.ProposalPage"):
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
        "links => [...new Set(links.map(link => link.getAttribute('href')))]"
    )
    addresses = [one for one in addresses if not re.search("/(account|logout)/", one)]  # their own affair
    tried: set[str] = set()
    for address in [*addresses, f"/gestion/pages/{number}/", f"/gestion/pages/{number}/history/"]:
        page.goto(address)
        for name in page.evaluate(FILTERS):
            tried.add(f"{address} {name}")
            field, refusal = (
                page.locator(f"input[name='{name}']"),
                page.locator("#listing-results .help-critical"),
            )
            show(page, field)
            type_in(field, "32/13/2026")
            expect(refusal).to_contain_text("15/12/2026")
            assert field.input_value() == "32/13/2026"
            type_in(field, "1er février 2027")
            expect(page.locator("#listing-results .w-active-filters")).to_contain_text("2027")
            expect(refusal).to_have_count(0)
            assert field.input_value() == "1er février 2027"
            page.goto(address)
    assert len(tried) > 10, tried


@pytest.fixture
def draft(browser: Browser, portal_url: str, signed_in_state: Callable[[str], dict]) -> Iterator[Page]:
    """The form of a draft, copied from an action and deleted afterwards."""
    context = browser.new_context(
        base_url=portal_url, storage_state=signed_in_state(ADMINISTRATOR), locale="fr-FR"
    )
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    numbers = pages_by_type(page)
    page.goto(f"/gestion/pages/{numbers['projects.ActionPage']}/copy/")
    slug = f"une-action-a-dater-{uuid.uuid4()}"
    page.locator("[name=new_title]").fill("Une action à dater")
    page.locator("[name=new_slug]").fill(slug)
    page.locator("[name=publish_copies]").uncheck()
    page.locator("main form button[type=submit], main form input[type=submit]").first.click()
    page.wait_for_url("**/gestion/pages/**")
    answer = page.request.get(f"/gestion/api/main/pages/?fields=_,id&slug={slug}").json()
    number = answer["items"][0]["id"]
    page.goto(f"/gestion/pages/{number}/edit/")
    yield page
    page.goto(f"/gestion/pages/{number}/delete/")
    page.locator("main form [type=submit]").first.click()
    page.wait_for_url(re.compile(rf"/pages/{numbers['projects.ActionIndexPage']}/"))
    context.close()


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
    draft.goto(draft.url.partition("#")[0])
    assert {
        name: draft.locator(f"[name={name}]").input_value() for name in ("start", "end", "volunteers_until")
    } == {
        "start": "15/12/2026",
        "end": "01/02/2027",
        "volunteers_until": "01/02/2027",
    }


def test_a_date_that_cannot_be_read_stays_and_is_refused_at_its_field(draft: Page) -> None:
    start = draft.locator("[name=start]")
    saved = start.input_value()
    show(draft, start)
    draft.wait_for_timeout(3000)  # the editor learns what the form held before it looks for changes
    with draft.expect_response(
        lambda one: one.request.method == "POST" and "/edit/" in one.url and "preview" not in one.url
    ) as autosave:
        type_in(start, "32/13/2026")
    assert autosave.value.status == 400, "the draft that is saved by itself holds no other date"
    assert start.input_value() == "32/13/2026"
    save(draft)
    show(draft, start)
    assert start.input_value() == "32/13/2026"
    error = draft.locator("[data-field]", has=start).locator(".error-message")
    expect(error).to_contain_text("Écrivez-la ainsi : 15/12/2026.")
    draft.goto(draft.url.partition("#")[0])
    assert draft.locator("[name=start]").input_value() == saved


def test_an_embargo_typed_the_french_way_is_kept(draft: Page) -> None:
    address = draft.url
    number = re.search(r"/pages/(\d+)/", address)[1]
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
    with draft.expect_navigation():
        draft.locator("[name=action-publish]").evaluate("button => button.click()")
    draft.goto(address)
    assert draft.locator("[name=go_live_at]").input_value() == f"15/12/{YEAR} 08:00"
    answer = draft.request.get(f"/gestion/api/main/pages/{number}/").json()
    assert answer["meta"]["status"]["live"] is False


def test_an_embargo_that_is_refused_is_seen(draft: Page) -> None:
    open_schedule(draft)
    go_live = draft.locator("[name=go_live_at]")
    type_in(go_live, "lundi prochain")
    with draft.expect_navigation():
        draft.locator("#schedule-publishing-dialog button[type=submit]").click()
    go_live = draft.locator("[name=go_live_at]")
    expect(go_live).to_be_visible()
    assert go_live.input_value() == "lundi prochain"
    expect(draft.locator("[data-field]", has=go_live).locator(".error-message")).to_be_visible()


def test_the_fields_of_the_site_are_those_of_the_browser_and_refuse_half_a_date(visit: Visit) -> None:
    """They show the date as the browser does, send it in one way, and keep what cannot be sent."""
    page = visit(GROUP, LEAD)
    meeting = page.locator("a[href$='/reunions/']").first.get_attribute("href")
    page.goto(ACTION)
    volunteers = page.locator("a[href$='/volontaires/']").first.get_attribute("href")
    page.goto(str(volunteers))
    shared = page.locator("a[href$='/rencontres/']").first.get_attribute("href")
    hours = page.locator("a[href$='/heures/']").first.get_attribute("href")
    tried: set[str] = set()
    for address in (meeting, shared, hours, "/mon-espace/notifications/reglages/"):
        page.goto(str(address))
        for field in page.locator("main input[type=date], main input[type=time]").all():
            tried.add(f"{str(address).split('/')[-2]} {field.get_attribute('name')}")
            is_date = field.get_attribute("type") == "date"
            field.fill("")
            field.press_sequentially("31" if is_date else "1")  # and no more
            field.blur()
            assert field.evaluate("field => field.validity.badInput && !field.form.noValidate")
            text = "2026-12-15" if is_date else "14:05"
            field.fill(text)
            assert field.input_value() == text
    assert tried == {
        *(f"{form} {name}" for form in ("reunions", "rencontres") for name in ("date", "starts", "ends")),
        "heures date",
        "reglages quiet_from",
        "reglages quiet_until",
    }
