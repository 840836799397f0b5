"""What an agent follows reaches the bell and the centre, and is told once, with and without JavaScript."""

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from .conftest import Visit, reload_until

pytestmark = pytest.mark.browser

ACTION = "/projet/actions/parapheur-electronique/"
CENTRE = "/mon-espace/notifications/"
COLLEAGUE = "kevin.rossigneux@exemple.invalid"
# The link of a notification that is followed; none without JavaScript, where a button is pressed.
LINKS = pytest.mark.parametrize(
    "link", ["h2 a", ".told__lines a", None], ids=["by its title", "by one line", "without JavaScript"]
)


def follow_the_conversation(page: Page) -> None:
    """The demonstration keeps what earlier runs did."""
    if page.locator("#commentaires .follow [name=stop]").count() == 0:
        page.locator("#commentaires .follow button").click()
    expect(page.locator("#commentaires .follow [name=stop]")).to_have_count(1)


@LINKS
def test_an_agent_follows_is_told_reads_and_stops(link: str | None, visit: Visit) -> None:
    scripting = link is not None
    agent = visit(ACTION, java_script_enabled=scripting)
    follow_the_conversation(agent)
    agent.goto(CENTRE)
    if agent.locator(".told__all button").count():
        agent.locator(".told__all button").click()
    expect(agent.locator(".bell__count")).to_have_count(0)

    colleague = visit(ACTION, email=COLLEAGUE, java_script_enabled=scripting)
    text = f"Cela marche chez nous. {uuid.uuid4()}"
    colleague.locator("#commenter textarea[name=text]").fill(text)
    colleague.locator("#commenter button[type=submit]").first.click()
    expect(colleague.get_by_text(text)).to_be_visible()

    agent.goto(CENTRE)
    news = agent.locator(".told__group--new")
    reload_until(news)  # a worker tells it
    expect(news).to_have_count(1)
    expect(agent.locator(".bell__count")).to_have_text("1")
    expect(news).to_contain_text("Cela marche chez nous.")
    if link:
        with agent.expect_request(re.compile("/lu/$")):  # its answer comes after the page is left
            news.locator(link).click()
        expect(agent).to_have_url(re.compile("#commentaire-"))
    else:
        news.get_by_role("button", name="Marquer comme lu").click()
    for _attempt in range(20):
        agent.goto(CENTRE)
        if agent.locator(".told__group--new").count() == 0:
            break
    expect(agent.locator(".told__group--new")).to_have_count(0)

    agent.goto(f"{CENTRE}suivis/")
    conversations = agent.locator("section", has=agent.locator("#suivi-conversation"))
    conversations.locator("li", has_text="parapheur").get_by_role("button").click()
    expect(conversations.locator("li", has_text="parapheur")).to_have_count(0)


def test_mail_settings_are_kept(visit: Visit) -> None:
    page = visit(f"{CENTRE}reglages/")
    page.locator("input[name=actions][value=daily]").check()
    page.locator("#mail-settings button[type=submit]").click()
    expect(page.locator(".messages")).to_contain_text("Vos choix sont enregistrés")
    expect(page.locator("input[name=actions][value=daily]")).to_be_checked()
    page.locator("input[name=actions][value=weekly]").check()
    page.locator("#mail-settings button[type=submit]").click()
    expect(page.locator("input[name=actions][value=weekly]")).to_be_checked()
