"""The content policy on the screens of the administration, and what is left after signing out.

`visit` fails on any error of the console, as a violation of the policy is.
"""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from .conftest import Visit, sign_in

pytestmark = pytest.mark.browser

EDITOR = "maxime.orsonval@exemple.invalid"
ADMINISTRATOR = "administrateur@exemple.invalid"

SCREENS = [
    "", "pages/", "images/", "images/multiple/add/", "documents/", "documents/multiple/add/", "redirects/",
    "redirects/add/", "collections/", "collections/add/", "users/", "users/new/", "groups/", "groups/new/",
    "sites/", "workflows/list/", "workflows/add/", "snippets/projects/axis/", "snippets/projects/theme/",
    "snippets/projects/tag/", "actions/", "reports/site-history/", "reports/locked/", "reports/aging-pages/",
]  # fmt: skip


def test_every_main_screen_of_the_administration_keeps_to_the_policy(visit: Visit) -> None:
    page = visit("/gestion/", ADMINISTRATOR)
    for screen in SCREENS:
        response = page.goto(f"/gestion/{screen}", wait_until="networkidle")
        assert response is not None
        assert response.status == 200, screen
        assert response.headers["content-security-policy"]


@pytest.fixture
def editor(visit: Visit) -> Page:
    """The editor's screen of a page with a rich text."""
    page = visit("/gestion/", EDITOR)
    found = page.request.get("/gestion/api/main/pages/?slug=aide").json()
    page.goto(f"/gestion/pages/{found['items'][0]['id']}/edit/")
    page.locator("[contenteditable=true]").first.wait_for()
    return page


def test_the_preview_of_a_page_is_framed(editor: Page) -> None:
    editor.locator("[data-side-panel-toggle=preview]").first.click()
    preview = editor.frame_locator("#w-preview-iframe")
    expect(preview.locator("main h1")).to_be_visible(timeout=15_000)


def test_rich_text_blocks_and_choosers_work(editor: Page) -> None:
    editor.locator("[contenteditable=true]").first.click()
    editor.keyboard.type("Bonjour ")
    editor.keyboard.press("Control+b")
    editor.keyboard.type("gras")
    editor.locator("button.c-sf-add-button").last.click()
    editor.locator(".w-combobox__option", has_text="Image").first.click()
    editor.locator("button[data-chooser-action-choose]:visible").last.click()
    expect(editor.locator(".modal-content")).to_be_visible()


def test_pictures_are_previewed_and_sent(visit: Visit, tmp_path: Path) -> None:
    picture = tmp_path / "carre.png"
    Image.new("RGB", (80, 60), "teal").save(picture)
    page = visit("/gestion/images/multiple/add/", EDITOR)
    page.locator("input[type=file]").first.set_input_files(picture)
    expect(page.locator(".status-msg.success").first).to_be_visible()


def test_nothing_is_left_to_read_after_signing_out(visit: Visit, portal_url: str) -> None:
    page = visit("/connexion/", None)
    sign_in(page, "sandrine.loubressac@exemple.invalid")
    page.goto("/mon-espace/")
    page.locator("details.account summary").click()
    page.locator("details.account form[action='/deconnexion/'] button").click()
    page.wait_for_url("**/connexion/**")
    page.go_back()
    page.wait_for_load_state()
    assert page.url.startswith(f"{portal_url}/connexion/")
    expect(page.locator("input[name=password]")).to_be_visible()
