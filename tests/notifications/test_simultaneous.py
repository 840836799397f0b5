"""What holds when several requests or several workers act at the same moment: threads on a real database."""

import datetime
from collections.abc import Iterator

import pytest

from portal.accounts.models import User
from portal.mail.models import OutgoingMail
from projects.models import ActionPage
from projects.notifications.enums import Category, FollowKind, Frequency
from projects.notifications.kinds.base import KINDS, Event
from projects.notifications.models import Follow, Notification
from projects.notifications.services.following import follow
from projects.notifications.services.notifying import notify
from projects.notifications.services.settings import save_settings
from tests.factories import ActionPageFactory, CommentFactory, UserFactory
from tests.mailbox import Mailbox, address_of, send_due_mail
from tests.simultaneous import together

THREADS = 4
AGENTS = 6


@pytest.fixture
def plan(shared_database: None) -> Iterator[tuple[ActionPage, list[User]]]:
    """An action and agents who want mail at once, committed."""

    def make() -> tuple[ActionPage, list[User]]:
        agents = [UserFactory() for _agent in range(AGENTS)]
        midnight = datetime.time(0)
        for agent in agents:
            save_settings(
                agent=agent,
                frequencies={Category.CONVERSATIONS: Frequency.AT_ONCE},
                hours={"quiet_from": midnight, "quiet_until": midnight, "working_days_only": False},
            )
        return ActionPageFactory(), agents

    [(action, agents)] = together(make)
    yield action, agents

    def remove() -> None:
        authors = list(action.portal_comments.values_list("author", flat=True))
        action.portal_comments.all().delete()
        action.project.delete()
        User.objects.filter(pk__in=[*authors, *(agent.pk for agent in agents)]).delete()

    together(remove)


def test_two_clicks_follow_once(plan: tuple[ActionPage, list[User]]) -> None:
    action, agents = plan
    together(*[lambda: follow(agent=agents[0], kind=FollowKind.ACTION, key=action.pk)] * THREADS)
    together(lambda: _is(Follow.objects.filter(agent=agents[0]).count(), 1))


def test_a_fact_told_twice_at_once_is_told_once(plan: tuple[ActionPage, list[User]]) -> None:
    action, agents = plan
    together(*[lambda: _tell(action, agents, "comment:1")] * THREADS)
    together(lambda: _is(Notification.objects.count(), AGENTS))


def test_two_workers_send_each_mail_once(plan: tuple[ActionPage, list[User]], mailbox: Mailbox) -> None:
    action, agents = plan
    together(lambda: _tell(action, agents, "comment:2"))
    sent = together(*[send_due_mail] * THREADS)
    assert sum(sent) == AGENTS
    assert sorted(address_of(message) for message in mailbox.take()) == sorted(
        agent.email for agent in agents
    )
    together(lambda: _is(OutgoingMail.objects.count(), 0))


def _tell(action: ActionPage, agents: list[User], key: str) -> None:
    comment = action.portal_comments.first() or CommentFactory(page=action)
    event = Event(key, comment.pk, page=action, comment=comment)
    notify(event=event, recipients={agent.pk: KINDS["comment"] for agent in agents})


def _is(found: int, expected: int) -> None:
    assert found == expected
