"""Who follows, what happens, and the mail server that receives what is told."""

import datetime
import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.accounts.models import User
from projects.models import ActionPage
from projects.notifications.enums import FollowKind
from projects.notifications.models import Notification
from projects.notifications.services import follow
from projects.participation.models import Comment
from projects.participation.services import post_comment
from tests.factories import ActionPageFactory, UserFactory

Commit = Callable[..., Any]


class Mailbox:
    """What an SMTP server received; it refuses the addresses in `refused`."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.refused: set[str] = set()

    async def handle_RCPT(  # noqa: N802 (aiosmtpd calls it so)
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 no such box"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.messages.append(message_from_bytes(envelope.content))
        return "250 OK"

    def take(self) -> list[Message]:
        """What came since the last time."""
        taken, self.messages = self.messages, []
        return taken


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    """A real SMTP server on loopback, to which the portal sends."""
    mailbox = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(mailbox, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield mailbox
    server.stop()


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


def told(agent: User) -> list[str]:
    """The kinds of what this agent was told, in order."""
    return list(Notification.objects.to(agent).order_by("pk").values_list("kind", flat=True))


def centre(sign_in: Callable[[User], Client], agent: User) -> str:
    """The page where this agent reads it."""
    return sign_in(agent).get("/mon-espace/notifications/").content.decode().replace("\xa0", " ")


def next_digest() -> datetime.datetime:
    """Twenty minutes after eight, on the Tuesday of the week after next: every digest is due."""
    day = timezone.localdate()
    monday = day + datetime.timedelta(days=14 - day.weekday())
    tuesday = monday + datetime.timedelta(days=1)
    return timezone.make_aware(datetime.datetime.combine(tuesday, datetime.time(8, 20)))


def parts(message: Message) -> tuple[str, str]:
    """The text part and the HTML part."""
    text, html = message.get_payload()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    return text.get_payload(decode=True).decode(), html.get_payload(decode=True).decode()
