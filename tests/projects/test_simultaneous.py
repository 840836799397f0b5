"""What holds when two people run the same working group at the same moment: threads on a real database."""

import datetime
from collections.abc import Iterator

import pytest
from django.utils import timezone

from portal.accounts.models import User
from projects.models import WorkingGroupPage
from projects.services import add_member, plan_meeting
from tests.factories import UserFactory, WorkingGroupPageFactory
from tests.simultaneous import together

THREADS = 6


@pytest.fixture
def committed(shared_database: None) -> Iterator[tuple[WorkingGroupPage, User]]:
    """A group and an agent that every thread reads."""
    [(group, agent)] = together(lambda: (WorkingGroupPageFactory(), UserFactory()))
    yield group, agent

    def remove() -> None:
        group.get_parent().get_parent().delete()
        agent.delete()

    together(remove)


def test_a_meeting_planned_and_a_member_added_at_once_are_one(
    committed: tuple[WorkingGroupPage, User],
) -> None:
    group, agent = committed
    start = timezone.now()

    def run_the_group() -> None:
        add_member(group=group, agent=agent)
        plan_meeting(group=group, subject="x", starts_at=start, ends_at=start + datetime.timedelta(hours=1))

    together(*[run_the_group] * THREADS)
    assert together(lambda: (group.members.count(), group.meetings.count())) == [(1, 1)]
