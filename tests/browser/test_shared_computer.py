"""Two people, one after the other, in the same tab of a shared computer."""

import pytest
from playwright.sync_api import Page, expect

from .conftest import AGENT, Visit, sign_in

pytestmark = pytest.mark.browser

PLACE = "/projet/actions/ptit-dej/"
LEAD = "helene.valtreuil@exemple.invalid"
MODERATOR = "solene.marchadour@exemple.invalid"
WORDS = "Ce que je n’ai pas envoyé."


def sign_out(page: Page) -> None:
    page.locator("form[data-signs-out] button").first.evaluate("button => button.form.requestSubmit(button)")
    page.wait_for_url("**/connexion/**")


def go_back_to(page: Page, address: str) -> None:
    for _time in range(6):
        page.go_back()
        if page.url.split("#")[0].endswith(address):
            page.wait_for_load_state("networkidle")
            return
    raise AssertionError("the page is not in the history")


@pytest.mark.parametrize(
    ("who", "address", "field"),
    [
        (AGENT, PLACE, "form[action*=commentaires] textarea[name=text]"),
        (AGENT, "/mon-espace/profil/", "input[name=job_title]"),
        ("administrateur@exemple.invalid", "/gestion/external_sites/new/", "main input[name=name]"),
    ],
)
def test_who_comes_next_finds_nothing_of_it(visit: Visit, who: str, address: str, field: str) -> None:
    # Signed out in the end: a session that no other test uses.
    page = visit("/connexion/", email=None)
    sign_in(page, who)
    page.goto(address)
    page.locator(field).first.fill(WORDS)
    page.goto("/")
    sign_out(page)
    sign_in(page, "maxime.orsonval@exemple.invalid" if "gestion" in address else LEAD)
    for _time in range(6):
        page.go_back()
        page.wait_for_load_state("networkidle")
        values = page.locator("textarea, input").evaluate_all("fields => fields.map((field) => field.value)")
        assert WORDS not in values
        if page.url.split("#")[0].endswith(address):
            break
    else:
        raise AssertionError("the page is not in the history")


def test_who_wrote_it_finds_it_again(visit: Visit) -> None:
    page = visit("/connexion/", email=None)
    sign_in(page, AGENT)
    page.goto(PLACE)
    field = page.locator("form[action*=commentaires] textarea[name=text]").first
    field.fill(WORDS)
    page.goto("/")
    go_back_to(page, PLACE)
    expect(field).to_have_value(WORDS)
    page.goto("/")
    sign_out(page)
    sign_in(page, AGENT)
    go_back_to(page, PLACE)
    expect(field).to_have_value(WORDS)


def test_what_is_too_long_to_be_sent_is_still_in_the_form(visit: Visit) -> None:
    page = visit("/mon-espace/mes-donnees/demande/")
    field = page.locator("textarea[name=text]")
    page.locator("select[name=kind]").select_option(index=1)
    field.evaluate("field => field.removeAttribute('maxlength')")
    text = "é" * 600_000
    field.fill(text)
    field.evaluate("field => field.form.requestSubmit()")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce formulaire est trop volumineux")
    expect(page.locator("main")).to_contain_text("Rien n’a été enregistré")
    page.go_back()
    page.wait_for_load_state("networkidle")
    assert page.locator("textarea[name=text]").input_value() == text
