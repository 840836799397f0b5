"""Who follows, what happens, and the mail server that receives what is told."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from portal.accounts.models import User
from projects.comments.models import Comment
from projects.comments.services import post_comment
from projects.models import ActionPage
from projects.notifications.enums import FollowKind
from projects.notifications.models import Notification
from projects.notifications.services.following import follow
from tests.factories import ActionPageFactory, UserFactory
from tests.mailbox import Mailbox, receiving_mail

Commit = Callable[..., Any]


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    """A real SMTP server, to which the portal sends."""
    with receiving_mail(settings) as mailbox:
        yield mailbox


@pytest.fixture
def action(db: None) -> ActionPage:
    return ActionPageFactory(title="Le parapheur", seeking_volunteers=True)


@pytest.fixture
def client(agent: User, sign_in: Callable[[User], Client]) -> Client:
    """Signed in as `agent`."""
    return sign_in(agent)


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Callable[..., Any]) -> Commit:
    """Does something, and lets what follows the commit happen."""

    def commit(verb: Callable[..., Any], **arguments: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return verb(**arguments)

    return commit


@pytest.fixture
def comment_by(commit: Commit) -> Callable[..., Comment]:
    """Posts a comment, and lets what follows the commit happen."""

    def comment_by(author: User, page: Any, text: str = "Un avis.", **fields: Any) -> Comment:
        comment: Comment = commit(post_comment, page=page, author=author, text=text, **fields)
        return comment

    return comment_by


@pytest.fixture
def follower(agent: User, action: ActionPage) -> User:
    """`agent`, who follows the conversation of `action`."""
    follow(agent=agent, kind=FollowKind.CONVERSATION, key=action.pk)
    return agent


@pytest.fixture
def colleague(db: None) -> User:
    return UserFactory(first_name="Solène", last_name="Garance")


def received(agent: User) -> list[str]:
    """The kinds of what this agent was told, in order."""
    return list(Notification.objects.to(agent).order_by("pk").values_list("kind", flat=True))


def centre(sign_in: Callable[[User], Client], agent: User) -> str:
    """The page where this agent reads it."""
    return sign_in(agent).get("/mon-espace/notifications/").content.decode().replace("\xa0", " ")
