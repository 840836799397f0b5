"""The comments of a page are kept for all its readers: a change shows at once, to whom it concerns alone."""

import datetime
import re
from collections.abc import Callable
from typing import NamedTuple

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.accounts.models import User
from projects.comments.conversations import conversation_version
from projects.comments.enums import ReactionKind
from projects.comments.models import Comment, Mention, Reaction
from projects.comments.personal_data import anonymise_mentions_of, erase_comments_of
from projects.comments.services import (
    delete_comment,
    edit_comment,
    give_official_answer,
    post_comment,
    react,
    take_official_answer_back,
)
from projects.comments.threads import COMMENTS_SHOWN, FEWEST_ANSWERS, THREADS_SHOWN, answers_shown
from projects.models import ActionPage
from projects.moderation.services import lodge_appeal, report_comment
from tests.comments.test_comments import shown
from tests.factories import CommentFactory, ServiceFactory, UserFactory
from tests.moderating import decide, fold, withdraw_text

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SignIn = Callable[[User], Client]


class Scene(NamedTuple):
    comment: Comment
    author: User
    answer: Comment
    colleague: User


@pytest.fixture
def scene(action: ActionPage) -> Scene:
    author = UserFactory(first_name="Odile", last_name="Vernet", service=ServiceFactory(name="Voirie"))
    colleague = UserFactory(first_name="Firmin", last_name="Delaunay")
    comment = post_comment(page=action, author=author, text="Le premier avis, avec @Firmin Delaunay")
    answer = post_comment(page=action, author=colleague, text="La réponse", parent=comment)
    return Scene(comment, author, answer, colleague)


def rename(user: User) -> None:
    user.last_name = "Bazin"
    user.save()


def move(service: object) -> None:
    service.name = "Espaces verts"
    service.save()


def forget(author: User) -> None:
    author.forget_texts = True
    erase_comments_of(author)


def react_in_bulk(scene: Scene) -> None:
    Reaction.objects.bulk_create([Reaction(comment=scene.comment, agent=UserFactory(), kind="agree")])


def official(scene: Scene) -> None:
    give_official_answer(comment=scene.answer)


CHANGES: dict[str, tuple[Callable[[Scene], object], str]] = {
    "an answer": (
        lambda it: post_comment(page=it.comment.page, author=it.author, text="Autre", parent=it.comment),
        "<p>Autre</p>",
    ),
    "a correction": (lambda it: edit_comment(comment=it.comment, text="Mieux dit"), "<p>Mieux dit</p>"),
    "a deletion": (lambda it: delete_comment(comment=it.comment), "Commentaire supprimé par son auteur"),
    "a fold": (lambda it: fold(it.answer, reasoning="Hors sujet"), "Hors sujet"),
    "a withdrawal": (lambda it: withdraw_text(it.answer, reasoning="Un nom"), "Un nom"),
    "a reaction": (lambda it: react(comment=it.answer, agent=it.author, kind=ReactionKind.AGREE), "<b>1</b>"),
    "reactions in bulk": (react_in_bulk, "<b>1</b>"),
    "an official answer": (official, "Réponse officielle"),
    "a mention of nobody": (lambda it: anonymise_mentions_of(it.colleague), "@Agent parti"),
    "a text erased": (lambda it: forget(it.author), "Texte retiré"),
    "a name": (lambda it: rename(it.author), "Odile Bazin"),
    "a service": (lambda it: move(it.author.service), "<span>Espaces verts</span>"),
    "a row saved": (lambda it: CommentFactory(page=it.comment.page, text="À part"), "<p>À part</p>"),
    "a row changed": (lambda it: Comment.objects.filter(pk=it.answer.pk).update(text="Changé"), "Changé"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_shows_at_the_next_request(
    change: str, client: Client, action: ActionPage, scene: Scene
) -> None:
    make, shows = CHANGES[change]
    for query in ("", "?tri-commentaires=discutes"):
        assert shows not in shown(client, action, query)
    make(scene)
    for query in ("", "?tri-commentaires=discutes"):
        assert shows in shown(client, action, query)


def test_what_goes_is_gone_at_the_next_request(client: Client, action: ActionPage, scene: Scene) -> None:
    react(comment=scene.comment, agent=scene.colleague, kind=ReactionKind.AGREE)
    give_official_answer(comment=scene.answer)
    for going, take in {
        "<b>1</b>": lambda: react(comment=scene.comment, agent=scene.colleague, kind=None),
        "Réponse officielle": lambda: take_official_answer_back(comment=scene.answer),
        "La réponse": lambda: scene.answer.delete(),
        "Le premier avis": lambda: Comment.objects.filter(pk=scene.comment.pk).delete(),
    }.items():
        assert going in shown(client, action)
        take()
        assert going not in shown(client, action)
    assert not Mention.objects.exists()


def test_a_comment_of_another_page_changes_nothing_here(action: ActionPage, scene: Scene) -> None:
    before = conversation_version(action)
    CommentFactory()
    assert conversation_version(action) == before


def test_a_change_that_is_undone_is_none(action: ActionPage, scene: Scene) -> None:
    before = conversation_version(action)
    with transaction.atomic():
        delete_comment(comment=scene.answer)
        transaction.set_rollback(True)
    assert conversation_version(action) == before


def test_what_one_did_is_shown_to_oneself_alone(
    client: Client, agent: User, action: ActionPage, scene: Scene, sign_in: SignIn
) -> None:
    others = [sign_in(scene.author), sign_in(UserFactory())]
    for mark, act in {
        'aria-pressed="true"': lambda: react(comment=scene.answer, agent=agent, kind=ReactionKind.THANKS),
        "Signalé</a>": lambda: report_comment(comment=scene.answer, reporter=agent, reason="Une attaque"),
        "/modifier/": lambda: post_comment(page=action, author=agent, text="Le mien"),
    }.items():
        before = [shown(other, action).count(mark) for other in others]
        assert mark not in shown(client, action)
        act()
        assert mark in shown(client, action)
        assert [shown(other, action).count(mark) for other in others] == before


def test_what_moderation_tells_the_author_is_told_to_them_alone(
    client: Client, action: ActionPage, scene: Scene, sign_in: SignIn
) -> None:
    author = sign_in(scene.author)
    assert "pour vous seul" not in shown(author, action).lower()
    decision = decide(scene.comment, "rephrase", message="Reprenez la fin")
    assert "Reprenez la fin" in shown(author, action)
    assert "Contester la décision" in shown(author, action)
    assert "Reprenez la fin" not in shown(client, action)
    lodge_appeal(decision=decision, appellant=scene.author, text="Je conteste")
    assert "Contester la décision" not in shown(author, action)


def test_a_correction_is_offered_as_long_as_it_is_possible(
    action: ActionPage, scene: Scene, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = sign_in(scene.author)
    assert "/modifier/" in shown(author, action)
    later = timezone.now() + datetime.timedelta(minutes=16)
    monkeypatch.setattr("projects.comments.permissions.timezone.now", lambda: later)
    assert "/modifier/" not in shown(author, action)


def test_each_language_has_its_own(client: Client, action: ActionPage, scene: Scene) -> None:
    assert ">Répondre</a>" in shown(client, action)
    client.post("/langue/", {"language": "en", "next": "/"})
    english = shown(client, action)
    assert ">Reply</a>" in english
    assert ">Répondre</a>" not in english


def test_a_text_keeps_its_line_breaks(client: Client, action: ActionPage, agent: User) -> None:
    post_comment(page=action, author=agent, text="Un\n  deux\n\n\n trois")
    assert "<p>Un<br>  deux</p>\n<p> trois</p>" in shown(client, action)


# A bounded page


@pytest.mark.parametrize(
    ("sizes", "answers"),
    [
        ([], 20), ([1], 20), ([1] * 20, 20), ([50], 20), ([21, 21], 20), ([10] * 5, 20), ([10] * 10, 4),
        ([30] * 20, FEWEST_ANSWERS), ([2] * 25, 20), ([200, 1, 1], 20),
    ],
)  # fmt: skip
def test_a_page_shows_a_bounded_number_of_comments(sizes: list[int], answers: int) -> None:
    assert answers_shown(sizes) == answers
    assert sum(min(size, 1 + answers) for size in sizes) <= COMMENTS_SHOWN


def talks(action: ActionPage, threads: int, answers: int) -> list[Comment]:
    author = UserFactory(service=ServiceFactory())
    firsts = CommentFactory.create_batch(threads, page=action, author=author, text="Un avis assez long. " * 5)
    Comment.objects.bulk_create(
        Comment(
            page=action, author=author, parent=first, depth=2, thread=first.thread, text="Une réponse. " * 8
        )
        for first in firsts
        for _answer in range(answers)
    )
    return list(Comment.objects.all())


def test_every_comment_of_long_threads_is_reached_by_short_pages(client: Client, action: ActionPage) -> None:
    made = talks(action, THREADS_SHOWN + 2, 9)
    # Where an official answer takes the place of the first one.
    give_official_answer(comment=next(comment for comment in made if comment.parent_id))
    seen: set[str] = set()
    queries, asked = [""], {""}
    while queries:
        html = shown(client, action, queries.pop())
        here = re.findall(r'id="commentaire-(\d+)"', html)
        assert len(here) <= COMMENTS_SHOWN
        seen.update(here)
        for link in re.findall(r'class="comments__more">\s*<a[^>]* href="([^"#]+)', html) + re.findall(
            r'<li class="comments__more">\s*<a href="([^"#]+)', html
        ):
            query = link.replace("&amp;", "&")
            if query not in asked:
                asked.add(query)
                queries.append(query)
    assert seen == {str(comment.pk) for comment in made}


def test_a_comment_is_short_to_send(client: Client, action: ActionPage) -> None:
    talks(action, THREADS_SHOWN, 1)
    html = shown(client, action)
    thread = html[html.index('id="fils"') : html.index("</section>", html.index('id="fils"'))]
    assert thread.count("<article") == 2 * THREADS_SHOWN
    assert len(thread.encode()) / thread.count("<article") < 1500


def test_comments_that_did_not_change_cost_three_queries(client: Client, action: ActionPage) -> None:
    talks(action, THREADS_SHOWN, 9)
    shown(client, action)
    with CaptureQueriesContext(connection) as queries:
        shown(client, action)
    tables = ("comments_", "moderation_")
    about = [one["sql"] for one in queries if any(f'FROM "{table}' in one["sql"] for table in tables)]
    assert len(about) == 3, about
