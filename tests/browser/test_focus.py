"""After each answer of htmx about an action or a proposal, the focus is where the person goes on.

`SWAPS` names, for each template, the test of each of its requests by htmx (tests/common/test_swaps.py).
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from portal.accounts.models import User
from projects.comments.enums import CommentKind
from projects.comments.models import Comment
from projects.comments.threads import ANSWERS_SHOWN, THREADS_SHOWN
from projects.models import ActionPage
from projects.notifications.enums import FollowKind
from projects.notifications.services.following import follow, unfollow
from projects.proposals.services import propose
from projects.volunteering.models import Volunteer
from tests.factories import (
    PASSWORD,
    ActionPageFactory,
    CommentFactory,
    ProposalIndexPageFactory,
    UserFactory,
)

from .conftest import state_of, visits
from .focus import (
    assert_focused,
    assert_label_is_true,
    assert_typing_reaches,
    followed,
    press_keys,
    swap,
)

pytestmark = pytest.mark.browser

SCRIPTING = pytest.mark.parametrize("scripting", [True, False], ids=["with JavaScript", "without"])
SIZES = pytest.mark.parametrize("width", [1280, 390])
SWAPS = {
    "comments/includes/comments.html": [
        "test_an_order_keeps_the_focus",
        "test_a_kind_keeps_the_focus",
        "test_a_kind_keeps_the_focus",
        "test_the_next_comments_take_the_focus",
    ],
    "comments/includes/comment_tools.html": ["test_replying_is_typing"],
    "comments/includes/comment_form.html": ["test_a_published_comment_takes_the_focus"],
    "comments/includes/more_answers.html": ["test_the_next_answers_take_the_focus"],
    "comments/includes/reactions.html": ["test_a_reaction_keeps_the_focus"],
    "moderation/includes/report_form.html": ["test_reporting_is_typing_then_being_told"],
    "volunteering/includes/volunteers.html": [
        "test_an_offer_and_its_withdrawal_are_told_to_the_focus",
        "test_an_offer_and_its_withdrawal_are_told_to_the_focus",
    ],
    "proposals/includes/proposal_support.html": ["test_supporting_keeps_the_focus"],
    "notifications/includes/follow.html": ["test_following_keeps_the_focus"],
}


class Scene(NamedTuple):
    """An action with comments, and somebody who reads it."""

    action: ActionPage
    agent: User
    open: Callable[..., Page]

    def page(self, query: str = "", **options: object) -> Page:
        return self.open(f"{self.action.url}{query}", email=self.agent.email, **options)

    @property
    def conversation(self) -> str:
        return f"conversation-{self.action.pk}"


@pytest.fixture
def scene(browser: Browser, server: LiveServer) -> Iterator[Scene]:
    action = ActionPageFactory(volunteers_wanted=2, volunteers_for="Tester la grille")
    CommentFactory(page=action, kind=CommentKind.QUESTION, text="Qui s’en charge ?")
    CommentFactory.create_batch(3, page=action, text="Un avis assez long. " * 30)
    with visits(browser, server.url, state_of) as open_page:
        yield Scene(action, UserFactory(), open_page)


@SCRIPTING
@SIZES
def test_replying_is_typing(scripting: bool, width: int, scene: Scene) -> None:
    page = scene.page(java_script_enabled=scripting, viewport={"width": width, "height": 800})
    reply = page.locator(".comment__tools a", has_text="Répondre").last
    if scripting:
        with swap(page):
            reply.click()
    else:
        with page.expect_navigation():
            reply.click()
    field = page.locator("#repondre textarea")
    assert_focused(field)
    assert_typing_reaches(field)
    assert followed(scene.agent) == set()


@SIZES
def test_a_published_comment_takes_the_focus(width: int, scene: Scene) -> None:
    page = scene.page(viewport={"width": width, "height": 800})
    page.locator("#commenter textarea").fill("Je peux aider.")
    with swap(page):
        page.locator("#commenter button[type=submit]").click()
    posted = Comment.objects.get(author=scene.agent)
    assert_focused(page.locator(f"#commentaire-{posted.pk}"))
    expect(page.locator("#commentaires-etat")).to_have_text("Votre commentaire est publié.")
    press_keys(page)
    assert followed(scene.agent) == {scene.conversation}
    assert Comment.objects.filter(author=scene.agent).count() == 1
    assert_label_is_true(page, scene.agent, scene.conversation)


def test_nothing_is_typed_into_a_text_that_is_being_sent(scene: Scene) -> None:
    page = scene.page()
    sent: list[Route] = []
    field = page.locator("#commenter textarea")
    field.fill("Je peux aider.")
    page.route(
        "**/*", lambda route: sent.append(route) if route.request.method == "POST" else route.continue_()
    )
    with swap(page):
        page.locator("#commenter button[type=submit]").click()
        expect(field).to_have_js_property("readOnly", True)
        field.click()
        page.keyboard.type(" Et perdu.")
        assert field.input_value() == "Je peux aider."
        sent.pop().continue_()
    assert Comment.objects.get(author=scene.agent).text == "Je peux aider."
    expect(field).to_have_js_property("readOnly", False)


def test_an_answer_published_takes_the_focus(scene: Scene) -> None:
    first = Comment.objects.filter(page=scene.action).latest("pk")
    page = scene.page(f"?repondre={first.pk}")
    page.locator("#repondre textarea").fill("Moi aussi.")
    with swap(page):
        page.locator("#repondre button[type=submit]").click()
    posted = Comment.objects.get(author=scene.agent)
    assert_focused(page.locator(f"#commentaire-{posted.pk}"))
    press_keys(page)
    assert_label_is_true(page, scene.agent, scene.conversation)


def test_who_had_stopped_following_is_not_told_otherwise(scene: Scene) -> None:
    follow(agent=scene.agent, kind=FollowKind.CONVERSATION, key=scene.action.pk)
    unfollow(agent=scene.agent, kind=FollowKind.CONVERSATION, key=scene.action.pk)
    page = scene.page()
    page.locator("#commenter textarea").fill("Sans suivre.")
    with swap(page):
        page.locator("#commenter button[type=submit]").click()
    assert followed(scene.agent) == set()
    assert_label_is_true(page, scene.agent, scene.conversation)


@SCRIPTING
def test_a_refused_text_is_corrected_at_once(scripting: bool, scene: Scene) -> None:
    page = scene.page(java_script_enabled=scripting)
    field = page.locator("#commenter textarea")
    field.fill(" ")
    send = page.locator("#commenter button[type=submit]")
    if scripting:
        with swap(page):
            send.click()
    else:
        with page.expect_navigation():
            send.click()
    assert_focused(field)
    expect(page.locator("#commenter .field__errors")).to_be_visible()
    assert_typing_reaches(field)
    assert followed(scene.agent) == set()


def test_a_long_text_that_is_refused_is_kept_in_the_field(scene: Scene) -> None:
    page = scene.page()
    field = page.locator("#commenter textarea")
    field.evaluate("(field) => field.removeAttribute('maxlength')")
    field.fill("x" * 5001)
    with swap(page):
        page.locator("#commenter button[type=submit]").click()
    assert_focused(field)
    assert len(field.input_value()) == 5001
    expect(page.locator("#commenter .field__errors")).to_be_attached()


def test_a_text_kept_then_discarded_leaves_the_field(scene: Scene) -> None:
    page = scene.page()
    page.locator("#commenter textarea").fill("Un long avis.")
    page.context.clear_cookies(name="sessionid")
    page.locator("#commenter button[type=submit]").click()
    page.locator("input[name=username]").fill(scene.agent.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page.locator("#commenter textarea")).to_have_value("Un long avis.")
    note = page.locator("#commenter .draft-note[autofocus]")
    expect(note).to_be_focused()
    expect(note).to_be_in_viewport()
    page.locator("#commenter button[name=_discard]").click()
    expect(page.get_by_text("Le texte est effacé.")).to_be_visible()
    field = page.locator("#commenter textarea")
    expect(field).to_have_value("")


def test_what_is_being_written_stays_in_its_tab_alone(scene: Scene) -> None:
    page = scene.page()
    page.locator("#commenter textarea").fill("Un long avis.")
    page.reload()
    expect(page.locator("#commenter textarea")).to_have_value("Un long avis.")
    expect(page.locator("#commenter [data-typed-note]")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0
    page.evaluate("document.querySelector('[data-signs-out]').requestSubmit()")
    page.wait_for_url("**/connexion/**")
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('typed:'))") == []


@SIZES
def test_an_order_keeps_the_focus(width: int, scene: Scene) -> None:
    page = scene.page(viewport={"width": width, "height": 800})
    oldest = page.locator("#tri-anciens")
    with swap(page):
        oldest.click()
    assert_focused(oldest)
    expect(oldest).to_have_attribute("aria-current", "true")
    told = "Tous les commentaires\xa0: 4. Plus anciens d’abord."
    expect(page.locator("#commentaires-etat")).to_have_text(told)
    page.keyboard.press(" ")
    assert followed(scene.agent) == set()


def test_a_kind_keeps_the_focus(scene: Scene) -> None:
    page = scene.page()
    for link, told in (
        ("#genre-question", "Question\xa0: 1."),
        ("#genre-tous", "Tous les commentaires\xa0: 4."),
    ):
        with swap(page):
            page.locator(link).click()
        assert_focused(page.locator(link))
        expect(page.locator("#commentaires-etat")).to_contain_text(told)
    assert followed(scene.agent) == set()


def test_the_next_comments_take_the_focus(scene: Scene) -> None:
    CommentFactory.create_batch(THREADS_SHOWN, page=scene.action)
    page = scene.page()
    shown = page.locator("#fils > li > article")
    expect(shown).to_have_count(THREADS_SHOWN)
    with swap(page):
        page.locator(".comments__more a").click()
    expect(shown).to_have_count(THREADS_SHOWN + 4)
    assert_focused(shown.nth(THREADS_SHOWN))
    press_keys(page)
    assert followed(scene.agent) == set()


def test_the_next_answers_take_the_focus(scene: Scene) -> None:
    first = CommentFactory(page=scene.action)
    CommentFactory.create_batch(ANSWERS_SHOWN + 3, page=scene.action, parent=first, depth=2)
    page = scene.page()
    shown = page.locator(f"#reponses-{first.pk} > li > article")
    with swap(page):
        page.locator(".comments__more a").click()
    expect(shown).to_have_count(ANSWERS_SHOWN + 3)
    assert_focused(shown.nth(ANSWERS_SHOWN))
    press_keys(page)
    assert followed(scene.agent) == set()


def test_a_reaction_keeps_the_focus(scene: Scene) -> None:
    page = scene.page()
    button = page.locator(".reactions button").last
    for pressed in ("true", "false"):
        with swap(page):
            button.focus()
            page.keyboard.press("Enter")
        assert_focused(button)
        expect(button).to_have_attribute("aria-pressed", pressed)
    assert followed(scene.agent) == set()


def test_reporting_is_typing_then_being_told(scene: Scene) -> None:
    page = scene.page()
    report = page.locator(".comment__tools a", has_text="Signaler").first
    field = page.locator("#report-text")
    with swap(page):
        report.click()
    assert_focused(field)
    field.fill(" ")
    send = page.locator("main button", has_text="Signaler à la modération")
    with swap(page):
        send.click()
    assert_focused(field)
    assert_typing_reaches(field)
    with swap(page):
        send.click()
    told = page.locator(".comment__told")
    assert_focused(told)
    expect(told).to_contain_text("Merci")
    press_keys(page)
    assert followed(scene.agent) == set()
    with swap(page):
        report.click()
    again = page.locator("[id^=signaler-] [role=status]")
    assert_focused(again)
    expect(again).to_contain_text("Vous avez signalé")


def test_following_keeps_the_focus(scene: Scene) -> None:
    page = scene.page()
    for name in (scene.conversation, f"action-{scene.action.pk}"):
        button = page.locator(f"#suivre-{name}")
        for follows in (True, False, True):
            with swap(page):
                button.focus()
                page.keyboard.press("Enter")
            assert_focused(button)
            assert (name in followed(scene.agent)) is follows
        assert_label_is_true(page, scene.agent, name)


@SIZES
def test_an_offer_and_its_withdrawal_are_told_to_the_focus(width: int, scene: Scene) -> None:
    page = scene.page(viewport={"width": width, "height": 800})
    told = page.locator("#volontaires-etat")
    name = f"action-{scene.action.pk}"
    with swap(page):
        page.locator("#volontaires form button[type=submit]").click()
    assert_focused(told)
    expect(told).to_contain_text("Merci")
    press_keys(page)
    assert Volunteer.objects.get(agent=scene.agent).is_standing
    assert followed(scene.agent) == {name}
    assert_label_is_true(page, scene.agent, name)
    with swap(page):
        page.locator(".volunteers__mine form button").click()
    assert_focused(told)
    expect(told).not_to_be_empty()
    press_keys(page)
    assert not Volunteer.objects.filter(agent=scene.agent).standing().exists()
    assert_label_is_true(page, scene.agent, name)


def test_a_refused_offer_says_why_to_the_focus(scene: Scene) -> None:
    page = scene.page()
    send = page.locator("#volontaires form button[type=submit]")
    message = page.locator("#volontaires [name=message]")
    message.evaluate("(field) => field.removeAttribute('maxlength')")
    message.fill("x" * 6000)
    with swap(page):
        send.click()
    assert_focused(message)
    message.fill("Je peux aider.")
    ActionPage.objects.filter(pk=scene.action.pk).update(status="done", progress=100)
    with swap(page):
        send.click()
    assert_focused(page.locator("#volontaires .form-errors"))
    expect(message).to_have_value("Je peux aider.")


def test_an_offer_whose_page_is_gone_gives_its_text_back_to_the_focus(scene: Scene) -> None:
    page = scene.page()
    page.locator("#volontaires [name=message]").fill("Je peux aider.")
    scene.action.unpublish()
    with swap(page):
        page.locator("#volontaires form button[type=submit]").click()
    assert_focused(page.locator("main h1"))
    expect(page.locator("main textarea")).to_have_value("Je peux aider.")


def test_supporting_keeps_the_focus(scene: Scene) -> None:
    index = ProposalIndexPageFactory(parent=scene.action.project)
    proposal = propose(
        index=index, author=UserFactory(), title="Un jardin", why="Pour tous.", theme=scene.action.theme
    )
    page = scene.open(proposal.url, email=scene.agent.email)
    button = page.locator("#soutien button")
    for count in ("1 agent", "0 agent"):
        with swap(page):
            button.focus()
            page.keyboard.press("Enter")
        assert_focused(button)
        expect(page.locator("#soutien [role=status]")).to_contain_text(count)
    assert followed(scene.agent) == set()


def test_correcting_and_deleting_follow_nothing_and_stop_nothing(scene: Scene) -> None:
    mine = CommentFactory(page=scene.action, author=scene.agent, text="Une fote.")
    page = scene.page()
    page.locator(f"#commentaire-{mine.pk} a", has_text="Modifier").click()
    page.locator("main textarea").fill("Une faute.")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator(f"#commentaire-{mine.pk}")).to_contain_text("Une faute.")
    press_keys(page)
    page.locator(f"#commentaire-{mine.pk} a", has_text="Supprimer").click()
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_text("Une faute.")).to_have_count(0)
    press_keys(page)
    assert followed(scene.agent) == set()
