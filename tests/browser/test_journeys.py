"""What an agent does, from the sign-in page to a comment and a volunteering, with and without JavaScript."""

import re
import uuid

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.demo.credentials import PASSWORD

from .conftest import AGENT, Visit

pytestmark = pytest.mark.browser

ACTION = "/projet/actions/parapheur-electronique/"
LEAD = "karim.zellaoui@exemple.invalid"
SCRIPTING = pytest.mark.parametrize("scripting", [True, False], ids=["with JavaScript", "without"])


def withdraw_if_volunteering(page: Page) -> None:
    """The demonstration keeps what earlier runs did."""
    withdraw = page.locator(".volunteers__mine form button")
    if withdraw.count():
        withdraw.click()
    expect(page.locator("#volontaires [name=message]")).to_be_visible()


def comment_on(page: Page) -> str:
    """Write a comment on the page shown, and give its text."""
    text = f"Bien vu, on essaie chez nous. {uuid.uuid4()}"
    page.locator("#commenter textarea[name=text]").fill(text)
    page.locator("#commenter button[type=submit]").click()
    return text


def test_from_the_sign_in_page_to_a_comment_and_a_volunteering_in_five_clicks(
    browser: Browser, portal_url: str
) -> None:
    page = browser.new_context(base_url=portal_url, locale="fr-FR").new_page()
    page.goto("/connexion/")
    page.locator("input[name=username]").fill("kevin.rossigneux@exemple.invalid")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()  # 1
    page.locator("main .grid a[href*='/projet/actions/']").first.click()  # 2
    page.locator("#volontaires form button[type=submit]").click()  # 3
    expect(page.locator("#volontaires-etat")).not_to_be_empty()
    text = comment_on(page)  # 4
    expect(page.get_by_text(text)).to_be_visible()
    withdraw_if_volunteering(page)
    page.context.close()


@SCRIPTING
def test_a_comment_is_posted_answered_and_deleted(scripting: bool, visit: Visit) -> None:
    page = visit(ACTION, java_script_enabled=scripting)
    text = comment_on(page)
    comment = page.locator("article.comment", has_text=text).last
    expect(comment).to_be_visible()
    comment.locator("a[href*='repondre=']").first.click()
    answer = f"Nous aussi. {uuid.uuid4()}"
    page.locator("#repondre textarea[name=text]").fill(answer)
    page.locator("#repondre button[type=submit]").first.click()
    expect(page.get_by_text(answer)).to_be_visible()
    for written in (answer, text):
        page.locator("article.comment", has_text=written).last.locator("a[href*='supprimer']").click()
        page.locator("main form button[type=submit]").click()
        expect(page.get_by_text(written)).to_have_count(0)


@SCRIPTING
def test_an_agent_volunteers_and_withdraws(scripting: bool, visit: Visit) -> None:
    page = visit(ACTION, java_script_enabled=scripting)
    withdraw_if_volunteering(page)
    panel = page.locator("#volontaires")
    panel.locator("[name=message]").fill("Je connais bien l’outil.")
    panel.locator("form button[type=submit]").click()
    expect(page.locator(".volunteers__mine")).to_contain_text("Je connais bien l’outil.")
    withdraw_if_volunteering(page)


@SCRIPTING
def test_filters_narrow_the_list_and_stay_in_the_address(scripting: bool, visit: Visit) -> None:
    page = visit("/projet/actions/", java_script_enabled=scripting)
    expect(page.locator(".listing__count")).to_have_text(re.compile("117 actions"))
    page.evaluate("window.stays = true") if scripting else None
    page.locator("#axe-simplifier").check()
    if scripting:
        expect(page.locator(".listing__active .chip")).to_have_count(1)
    page.locator("#prioritaire").check()
    if not scripting:
        page.locator("#filters button[type=submit]").click()
    expect(page.locator(".listing__active .chip")).to_have_count(2)
    expect(page).to_have_url(re.compile(r"axe=simplifier"))
    shown = page.locator(".listing__count").inner_text()
    if scripting:
        assert page.evaluate("window.stays"), "the page was reloaded"
    page.reload()
    expect(page.locator(".listing__count")).to_have_text(shown)
    page.locator(".listing__active .chip").first.click()
    expect(page.locator(".listing__active .chip")).to_have_count(1)


def test_the_list_can_be_a_table(visit: Visit) -> None:
    page = visit("/projet/actions/")
    page.locator("label", has=page.locator("#vue-tableau")).click()
    expect(page.locator("table tbody tr")).to_have_count(60)
    expect(page).to_have_url(re.compile("vue=tableau"))


@SCRIPTING
def test_a_search_finds_what_was_typed_without_accents(scripting: bool, visit: Visit) -> None:
    page = visit("/", java_script_enabled=scripting)
    if scripting:
        page.keyboard.press("/")
        page.keyboard.type("teletravail")
        page.keyboard.press("Enter")
    else:
        page.locator("#site-search").fill("teletravail")
        page.locator(".site-search button").click()
    expect(page).to_have_url(re.compile(r"/recherche/\?q=teletravail"))
    expect(page.locator("main mark").first).to_have_text(re.compile("télétravail", re.IGNORECASE))


def test_a_draft_survives_an_expired_session(visit: Visit) -> None:
    page = visit(ACTION, java_script_enabled=False)
    text = f"Un long avis. {uuid.uuid4()}"
    page.locator("#commenter textarea[name=text]").fill(text)
    page.context.clear_cookies(name="sessionid")
    page.locator("#commenter button[type=submit]").first.click()
    expect(page).to_have_url(re.compile("/connexion/"))
    page.locator("input[name=username]").fill(AGENT)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page.locator("#commenter textarea[name=text]")).to_have_value(text)


def test_the_lead_accepts_a_volunteer(visit: Visit) -> None:
    page = visit(ACTION, email=LEAD)
    page.locator("#volontaires a[href*='volontaires']").first.click()
    expect(page.locator("h1")).to_be_visible()
    page.locator("main button[formaction*='accepter']").first.click()
    expect(page.locator("main [role=status], main .messages").first).to_contain_text("accepté")


def test_the_language_switch_turns_the_interface_to_english(visit: Visit) -> None:
    page = visit("/")
    page.locator("details.account summary").click()
    page.locator("details.account form[action='/langue/'] button").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
