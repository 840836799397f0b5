"""A comment is reported, folded, contested and shown again, and the register keeps it all."""

import uuid

import pytest
from playwright.sync_api import Page, expect

from .conftest import Visit

pytestmark = pytest.mark.browser

ACTION = "/projet/actions/parapheur-electronique/"
REPORTER = "kevin.rossigneux@exemple.invalid"
FIRST_MODERATOR = "gilles.peyrecave@exemple.invalid"
SECOND_MODERATOR = "solene.marchadour@exemple.invalid"
SCRIPTING = pytest.mark.parametrize("scripting", [True, False], ids=["with JavaScript", "without"])


def comment_with(page: Page, text: str) -> str:
    """The number of the comment that says this."""
    number = page.locator("article.comment", has_text=text).last.get_attribute("id")
    assert number
    return number.rpartition("-")[2]


def decide(page: Page, outcome: str, reasoning: str, rule: str = "") -> None:
    page.locator(f"input[name=outcome][value={outcome}]").check()
    page.locator("select[name=rule]").select_option(label=rule) if rule else None
    page.locator("textarea[name=reasoning]").fill(reasoning)
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator(".messages")).to_contain_text("registre")


@SCRIPTING
def test_comment_mention_report_fold_register_appeal_overturned(scripting: bool, visit: Visit) -> None:
    mark = uuid.uuid4()
    text = f"@Maxime Orsonval ce logiciel est un incapable. {mark}"
    author = visit(ACTION, java_script_enabled=scripting)
    author.locator("#commenter textarea[name=text]").fill(text)
    author.locator("#commenter button[type=submit]").first.click()
    expect(author.get_by_text(str(mark))).to_be_visible()
    number = comment_with(author, str(mark))
    here = f"/participation/commentaires/{number}/"

    reporter = visit(here, email=REPORTER, java_script_enabled=scripting)
    comment = reporter.locator(f"#commentaire-{number}")
    comment.locator("a", has_text="Signaler").click()
    reporter.locator("main textarea[id=report-text]").fill("Attaque une personne")
    reporter.locator("main button", has_text="Signaler à la modération").click()
    expect(reporter.locator("main [role=status], main .messages", has_text="Merci").first).to_be_visible()

    moderator = visit("/gestion/moderation/", email=FIRST_MODERATOR)
    moderator.locator(f"main a[href$='/gestion/moderation/{number}/']").click()
    expect(moderator.locator("main")).to_contain_text("Attaque une personne")
    decide(moderator, "fold", f"Vise une personne ({mark})", "3. Respect des personnes (fixée par la loi)")
    expect(moderator.locator(f"main a[href$='/gestion/moderation/{number}/']")).to_have_count(0)

    reporter.goto(here)
    folded = reporter.locator(f"#commentaire-{number}")
    expect(folded).to_contain_text(f"Vise une personne ({mark})")
    expect(folded.get_by_text("ce logiciel est un incapable")).to_be_hidden()
    folded.locator("summary").click()
    expect(folded.get_by_text("ce logiciel est un incapable")).to_be_visible()
    folded.locator("a[href*='/participation/registre/']").click()
    expect(reporter.locator("main")).to_contain_text("Replié")
    expect(reporter.locator("main")).not_to_contain_text("Peyrecave")
    entry = reporter.url

    author.goto("/mon-espace/")
    author.locator("li", has_text=str(mark)).locator("a[href*='contester']").click()
    author.locator("textarea[name=text]").fill("Je parlais du logiciel, pas de quelqu’un.")
    author.locator("main form button[type=submit]").click()
    expect(author.locator("main")).to_contain_text("en attente")

    second = visit("/gestion/moderation/", email=SECOND_MODERATOR)
    second.locator(f"main a[href$='/gestion/moderation/{number}/']").click()
    expect(second.locator("main")).to_contain_text("Je parlais du logiciel")
    decide(second, "leave", f"La phrase vise un logiciel ({mark})")

    reporter.goto(here)
    expect(reporter.locator(f"#commentaire-{number}")).to_contain_text("ce logiciel est un incapable")
    reporter.goto(entry)
    expect(reporter.locator("main")).to_contain_text("Annulée après contestation")
    reporter.goto("/participation/registre/")
    expect(reporter.locator("main")).to_contain_text(f"La phrase vise un logiciel ({mark})")
