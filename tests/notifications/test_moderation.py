"""What is told of moderation."""

from collections.abc import Callable

import pytest

from portal.accounts.models import User
from projects.comments.models import Comment
from projects.moderation.enums import ModerationOutcome
from projects.moderation.services import lodge_appeal, report_comment
from projects.notifications.kinds.base import KINDS, Event
from projects.notifications.services.notifying import notify
from tests.factories import CommentFactory, UserFactory
from tests.moderating import decide, fold

from .conftest import Commit, centre, received

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(db: None) -> User:
    return UserFactory(groups=["Modération"])


@pytest.fixture
def comment(db: None) -> Comment:
    return CommentFactory(text="Vous êtes un incapable", page__title="Le parapheur")


def test_moderators_are_told_of_reports_but_of_those_about_themselves(
    comment: Comment, moderator: User, commit: Commit, sign_in: Callable
) -> None:
    second = UserFactory(groups=["Modération"])
    commit(report_comment, comment=comment, reporter=UserFactory(), reason="Insulte")
    mine = CommentFactory(author=second)
    commit(report_comment, comment=mine, reporter=UserFactory(), reason="Insulte")
    assert received(moderator) == ["reported", "reported"]
    assert received(second) == ["reported"]
    assert received(comment.author) == []
    html = centre(sign_in, moderator)
    assert "2 signalements à examiner" in html
    assert "Un commentaire est signalé sous « Le parapheur »." in html
    assert "incapable" not in html


def test_the_author_is_told_of_a_decision_and_can_appeal(
    comment: Comment, moderator: User, commit: Commit, sign_in: Callable
) -> None:
    second = UserFactory(groups=["Modération"])
    decision = commit(fold, comment=comment, moderator=moderator)
    assert received(comment.author) == ["moderated"]
    html = centre(sign_in, comment.author)
    assert "La modération a pris une décision sur votre commentaire" in html
    assert "Respect des personnes" in html
    assert f'href="{decision.get_absolute_url()}"' in html
    commit(lodge_appeal, decision=decision, appellant=comment.author, text="Je ne visais personne.")
    assert (received(moderator), received(second)) == ([], ["appeal"])
    comment.refresh_from_db()
    commit(fold, comment=comment, moderator=second)
    assert received(comment.author) == ["moderated", "appeal_decided"]
    assert "Votre recours a reçu une réponse" in centre(sign_in, comment.author)


def test_the_author_of_a_comment_that_is_left_is_not_told(
    comment: Comment, moderator: User, commit: Commit
) -> None:
    commit(decide, comment=comment, outcome=ModerationOutcome.LEAVE, moderator=moderator)
    assert received(comment.author) == []


def test_a_folded_comment_is_told_no_more(
    comment: Comment, moderator: User, agent: User, commit: Commit, sign_in: Callable
) -> None:
    event = Event(f"comment:{comment.pk}", comment.pk, page=comment.page, comment=comment)
    notify(event=event, recipients={agent.pk: KINDS["comment"]})
    assert "incapable" in centre(sign_in, agent)
    commit(fold, comment=comment, moderator=moderator)
    assert "incapable" not in centre(sign_in, agent)
