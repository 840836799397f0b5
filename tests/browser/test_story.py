"""The whole story of participation, played by its people in a browser, with its mails over SMTP."""

import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from portal.accounts.models import User
from projects.models import ActionPage
from tests.factories import ActionPageFactory, UserFactory
from tests.mailbox import Mailbox, next_digest, parts, receiving_mail, send_due_mail
from tests.moderating import rule

from .conftest import state_of, visits

pytestmark = pytest.mark.browser

SCRIPTING = pytest.mark.parametrize("scripting", [True, False], ids=["with JavaScript", "without"])
RULE = "3. Respect des personnes"
CONTESTED = "ce logiciel est un incapable"

Open = Callable[[str, User], Page]


@pytest.fixture
def people(server: LiveServer) -> SimpleNamespace:
    """Who plays a part."""
    moderators = [UserFactory(last_name=name, groups=["Modération"]) for name in ("Peyrac", "Marchal")]
    return SimpleNamespace(
        author=UserFactory(first_name="Aline", last_name="Sorel"),
        lead=UserFactory(first_name="Maxime", last_name="Orval"),
        reporter=UserFactory(first_name="Kévin", last_name="Rossi"),
        moderators=moderators,
        first=UserFactory(first_name="Nadia", last_name="Brunel"),
        second=UserFactory(first_name="Louis", last_name="Ferrand"),
    )


@pytest.fixture
def action(people: SimpleNamespace) -> ActionPage:
    """It looks for one volunteer."""
    rule(3)
    action: ActionPage = ActionPageFactory(
        title="Le parapheur", lead_person=people.lead, volunteers_wanted=1, volunteers_for="Tester la grille"
    )
    return action


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    with receiving_mail(settings) as mailbox:
        yield mailbox


@pytest.fixture
def open_as(browser: Browser, server: LiveServer, scripting: bool) -> Iterator[Open]:
    """A tab of one of the people. The administration needs JavaScript, the site does not."""
    with visits(browser, server.url, state_of) as visit:

        def open_as(path: str, person: User) -> Page:
            return visit(path, email=person.email, java_script_enabled=scripting or "/gestion/" in path)

        yield open_as


def comment(page: Page, text: str) -> str:
    """Post a comment; its number."""
    page.locator("#commenter textarea[name=text]").fill(text)
    page.locator("#commenter button[type=submit]").first.click()
    posted = page.locator("article.comment", has_text=text.rpartition("@")[2])
    expect(posted.last).to_be_visible()
    return (posted.last.get_attribute("id") or "").rpartition("-")[2]


def decide(page: Page, number: str, outcome: str, reasoning: str) -> None:
    """Open a report in the moderators' desk and decide."""
    page.locator(f"main a[href$='/gestion/moderation/{number}/']").click()
    page.locator(f"input[name=outcome][value={outcome}]").check()
    if outcome != "leave":
        page.locator("select[name=rule]").select_option(label=RULE)
    page.locator("textarea[name=reasoning]").fill(reasoning)
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator(".messages")).to_contain_text("registre")


def report(page: Page, number: str) -> None:
    page.locator(f"#commentaire-{number} a", has_text="Signaler").click()
    page.locator("main textarea[id=report-text]").fill("Attaque une personne")
    page.locator("main button", has_text="Signaler à la modération").click()
    expect(page.locator("main [role=status], main .messages", has_text="Merci").first).to_be_visible()


def read_the_fold(page: Page, number: str, reason: str, moderator: User) -> str:
    """The text is one click away behind the reason, which leads to the register; the entry's address."""
    folded = page.locator(f"#commentaire-{number}")
    expect(folded).to_contain_text(reason)
    expect(folded.get_by_text(CONTESTED)).to_be_hidden()
    folded.locator("summary").click()
    expect(folded.get_by_text(CONTESTED)).to_be_visible()
    folded.locator("a[href*='/participation/registre/']").click()
    expect(page.locator("main")).to_contain_text("Replié")
    expect(page.locator("main")).not_to_contain_text(moderator.last_name)
    return page.url


def appeal(page: Page, reason: str) -> None:
    page.locator("li", has_text=reason).locator("a[href*='contester']").click()
    page.locator("textarea[name=text]").fill("Je parlais du logiciel, pas de quelqu’un.")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("en attente")


def volunteer(page: Page, button: str, state: str) -> None:
    page.locator("#volontaires").get_by_role("button", name=button).click()
    expect(page.locator("#volontaires .volunteers__mine")).to_contain_text(state)


def want_mail_at_any_time(page: Page) -> None:
    page.locator("input[name=quiet_from]").fill("00:00")
    page.locator("input[name=quiet_until]").fill("00:00")
    page.locator("input[name=working_days_only]").uncheck()
    page.locator("#mail-settings button[type=submit]").click()
    expect(page.locator(".messages")).to_contain_text("Vos choix sont enregistrés")


def accept_then_thank(page: Page, person: User) -> None:
    """The lead person accepts, sees the volunteer at work, notes three hours and thanks."""
    offer = page.locator("li.offer", has_text=person.last_name)
    here = page.url
    offer.get_by_role("button", name="Accepter").click()
    offer.get_by_role("button", name="Participe").click()
    offer.get_by_role("link", name=re.compile("^Heures")).click()
    page.locator("input[name=hours]").fill("3")
    page.locator("input[name=note]").fill("Essai de la grille")
    page.locator("main form button[type=submit]").last.click()
    page.goto(here)
    offer.get_by_role("button", name="Remercier").click()
    expect(page.locator("li.offer", has_text=person.last_name)).to_contain_text("3")


@SCRIPTING
def test_the_whole_story(
    scripting: bool, action: ActionPage, people: SimpleNamespace, open_as: Open, mailbox: Mailbox
) -> None:
    here = action.url
    # Comment, mention.
    reporter = open_as(here, people.reporter)
    reporter.locator("#commentaires .follow button").click()
    expect(reporter.locator("#commentaires .follow [name=stop]")).to_have_count(1)
    author = open_as(here, people.author)
    number = comment(author, f"@{people.lead} {CONTESTED}.")
    # Report, fold, register entry.
    reporter.goto(f"/participation/commentaires/{number}/")
    report(reporter, number)
    first, second = people.moderators
    decide(open_as("/gestion/moderation/", first), number, "fold", "Vise une personne")
    reporter.goto(f"/participation/commentaires/{number}/")
    entry = read_the_fold(reporter, number, "Vise une personne", first)
    # Appeal, overturned.
    author.goto("/mon-espace/")
    appeal(author, "Vise une personne")
    decide(open_as("/gestion/moderation/", second), number, "leave", "La phrase vise un logiciel")
    reporter.goto(f"/participation/commentaires/{number}/")
    expect(reporter.locator(f"#commentaire-{number}")).to_contain_text(CONTESTED)
    reporter.goto(entry)
    expect(reporter.locator("main")).to_contain_text("Annulée après contestation")
    reporter.goto("/participation/registre/")
    expect(reporter.locator("main")).to_contain_text("La phrase vise un logiciel")
    # Offer, waiting list, freed place, told at once.
    volunteer_page = open_as(here, people.first)
    volunteer(volunteer_page, "Se porter volontaire", "Le référent vous contactera")
    next_one = open_as(here, people.second)
    volunteer(next_one, "Rejoindre la liste d’attente", "liste d’attente")
    want_mail_at_any_time(open_as("/mon-espace/notifications/reglages/", people.second))
    volunteer_page.locator("#volontaires").get_by_role("button", name="Retirer ma proposition").click()
    expect(volunteer_page.locator("#volontaires .volunteers__mine")).to_have_count(0)
    send_due_mail()
    (told_at_once,) = mailbox.take_those_to(people.second.email)
    for part in parts(told_at_once):
        assert "Une place s’est libérée" in part
        assert "Le parapheur" in part
    # Thanks, attestation.
    accept_then_thank(open_as(f"/participation/actions/{action.pk}/volontaires/", people.lead), people.second)
    next_one.goto(here)
    next_one.locator("#volontaires").get_by_role("link", name="Mon attestation").click()
    attestation = next_one.locator("article.attestation")
    for text in ("Attestation de contribution", "Louis Ferrand", "Le parapheur", "3", "Maxime Orval"):
        expect(attestation).to_contain_text(text)
    # The digest: grouped by thread, nothing twice, only what may still be told.
    author.goto(here)
    last = comment(author, "On le déploie partout.")
    mailbox.take()
    send_due_mail(next_digest())
    (digest,) = mailbox.take_those_to(people.reporter.email)
    for part in parts(digest):
        said = part.replace("\xa0", " ")
        assert said.count("2 nouveaux commentaires") == 1
        assert "On le déploie partout" not in said
        assert "Aline Sorel a commenté" in said
        assert f"/participation/commentaires/{last}/" in said
        assert f"{django_settings.WAGTAILADMIN_BASE_URL}/mon-espace/notifications/reglages/" in said
    (of_the_lead,) = mailbox.take_those_to(people.lead.email)
    assert "1 mention de vous" in parts(of_the_lead)[0].replace("\xa0", " ")
    (of_the_volunteer,) = mailbox.take_those_to(people.second.email)
    assert "Merci pour votre aide" in parts(of_the_volunteer)[0]
    mailbox.take()
    send_due_mail(next_digest())
    assert mailbox.take() == []
