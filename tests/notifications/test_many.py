"""Mails to many agents: queued and read in batches, each sent once, with what its recipient may read."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings
from wagtail.models import PageViewRestriction

from portal.accounts.models import User
from portal.mail.models import OutgoingMail
from portal.mail.sending import BULK_TURN, FRESH
from projects.models import ActionPage
from projects.notifications import mail
from projects.notifications.enums import Category, FollowKind, Frequency
from projects.notifications.mail import queue_due_mail
from projects.notifications.models import Notification
from projects.notifications.services.following import follow
from projects.notifications.services.settings import save_settings
from tests.factories import ActionPageFactory, UserFactory
from tests.mailbox import Mailbox, address_of, parts, send_outbox

pytestmark = [pytest.mark.django_db, pytest.mark.database]

CommentBy = Callable[..., Any]
AGENTS = 5


def wanting_mail(agent: User) -> User:
    """The agent, who wants mail at once about conversations, at any hour."""
    hours = {"quiet_from": datetime.time(0), "quiet_until": datetime.time(0), "working_days_only": False}
    save_settings(agent=agent, frequencies={Category.CONVERSATIONS: Frequency.AT_ONCE}, hours=hours)
    return agent


def followers(action: ActionPage, count: int = AGENTS, **fields: Any) -> list[User]:
    """Agents who want mail about a conversation."""
    agents = [wanting_mail(UserFactory(**fields)) for _agent in range(count)]
    for agent in agents:
        follow(agent=agent, kind=FollowKind.CONVERSATION, key=action.pk)
    return agents


def queries(act: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        act()
    return [query["sql"] for query in captured]


def test_queries_do_not_grow_with_the_agents_of_a_batch(
    colleague: User, comment_by: CommentBy, mailbox: Mailbox
) -> None:
    def counted(count: int) -> tuple[int, int]:
        action = ActionPageFactory()
        followers(action, count)
        comment_by(colleague, action)
        queued = queries(lambda: queue_due_mail())
        now = timezone.now()
        sent = queries(lambda: send_outbox(lambda: now))  # a batch stays fresh
        assert len(mailbox.take()) == count
        # Each mail is claimed, and deleted once it has left: the rest is read for all of them.
        return len(queued), len([sql for sql in sent if "SELECT" in sql and "mail_outgoingmail" not in sql])

    counted(1)
    assert counted(3) == counted(40)


def test_groups_of_readers_are_asked_once_whoever_belongs_to_them(
    action: ActionPage, colleague: User, comment_by: CommentBy, mailbox: Mailbox
) -> None:
    """One page is open to all, the other to moderators: each mail says what its recipient may read."""
    closed = ActionPageFactory(title="Réservée")
    agents, members = followers(action), followers(action, 2, groups=["Modération"])
    for agent in (*agents, *members):
        follow(agent=agent, kind=FollowKind.CONVERSATION, key=closed.pk)
    comment_by(colleague, action)
    comment_by(colleague, closed)
    queue_due_mail()
    restriction = PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.set(members[0].groups.all())
    assert send_outbox() == len(agents) + len(members)
    messages = mailbox.take()
    assert all("Le parapheur" in parts(message)[0] for message in messages)
    told = {address_of(message) for message in messages if "Réservée" in parts(message)[0]}
    assert told == {member.email for member in members}


def test_a_run_queues_a_bounded_number_and_the_next_goes_on(
    action: ActionPage, colleague: User, comment_by: CommentBy, monkeypatch: pytest.MonkeyPatch
) -> None:
    agents = followers(action)
    comment_by(colleague, action)
    monkeypatch.setattr(mail, "BATCH", 2)
    monkeypatch.setattr(mail, "MOST_AT_ONCE", 2)
    assert [queue_due_mail() for _run in range(4)] == [2, 2, 1, 0]
    assert sorted(OutgoingMail.objects.values_list("recipient", flat=True)) == sorted(
        agent.email for agent in agents
    )


def test_a_run_that_is_killed_between_two_batches_loses_and_doubles_nothing(
    action: ActionPage, colleague: User, comment_by: CommentBy, monkeypatch: pytest.MonkeyPatch
) -> None:
    class KilledError(BaseException):
        pass

    agents = followers(action)
    comment_by(colleague, action)
    monkeypatch.setattr(mail, "BATCH", 2)
    written, write = [], mail.write_many_later

    def write_then_die(*arguments: Any, **options: Any) -> Any:
        rows = write(*arguments, **options)
        written.append(rows)
        if len(written) == 2:
            raise KilledError  # the rows are written, and what they say is not noted
        return rows

    with monkeypatch.context() as patch:
        patch.setattr(mail, "write_many_later", write_then_die)
        with pytest.raises(KilledError):
            queue_due_mail()
    assert OutgoingMail.objects.count() == Notification.objects.filter(mail__isnull=False).count() == 2
    assert queue_due_mail() == len(agents) - 2
    assert sorted(OutgoingMail.objects.values_list("recipient", flat=True)) == sorted(
        agent.email for agent in agents
    )


class Restricting(BaseEmailBackend):
    """Takes each message, and lets nobody read the page any more; a slow server."""

    now = timezone.now()
    page: Any = None
    sent: list[str] = []

    def send_messages(self, email_messages: Any) -> int:
        self.sent.append(email_messages[0].to[0])
        PageViewRestriction.objects.create(page=self.page, restriction_type=PageViewRestriction.GROUPS)
        Restricting.now += FRESH + datetime.timedelta(seconds=1)
        return 1


def test_the_right_to_read_is_asked_again_when_the_server_is_slow(
    action: ActionPage, colleague: User, comment_by: CommentBy, settings: Settings
) -> None:
    """The mails of a batch are read at once, and do not keep what they read."""
    assert BULK_TURN > FRESH
    followers(action)
    comment_by(colleague, action)
    assert queue_due_mail() == AGENTS
    settings.MAIL_TRANSPORT = f"{__name__}.{Restricting.__name__}"
    Restricting.page, Restricting.now = action, timezone.now()
    assert send_outbox(lambda: Restricting.now) == 1
    assert len(Restricting.sent) == 1
    assert not OutgoingMail.objects.exists()
    assert Notification.objects.waiting().count() == AGENTS - 1, "told by another mail, once they may read it"


def test_a_turn_ends_and_the_next_goes_on(
    action: ActionPage, colleague: User, comment_by: CommentBy, mailbox: Mailbox
) -> None:
    """The scheduler has one thread: what it does besides waits for one turn at most."""
    agents = followers(action)
    comment_by(colleague, action)
    queue_due_mail()
    now = timezone.now()

    def clock() -> datetime.datetime:
        nonlocal now
        now += BULK_TURN / 4
        return now

    turns = []
    while sent := send_outbox(clock):
        turns.append(sent)
    assert len(turns) > 1
    assert sorted(mailbox.recipients) == sorted(agent.email for agent in agents)
