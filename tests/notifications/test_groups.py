"""What is told of working groups, besides their meetings."""

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone

from portal.accounts.models import User
from projects.groups.models import WorkingGroupPage
from projects.groups.services import add_member, plan_meeting, write_minutes
from tests.factories import UserFactory, WorkingGroupPageFactory

from .conftest import Commit, centre, received


@pytest.fixture
def facilitator(db: None) -> User:
    return UserFactory()


@pytest.fixture
def group(facilitator: User, agent: User) -> WorkingGroupPage:
    """Of which `agent` is a member."""
    group: WorkingGroupPage = WorkingGroupPageFactory(facilitator=facilitator)
    add_member(group=group, agent=agent)
    return group


def test_minutes_are_told_when_they_are_published_and_not_when_they_are_corrected(
    group: WorkingGroupPage, agent: User, facilitator: User, commit: Commit, sign_in: Callable
) -> None:
    start = timezone.now() - datetime.timedelta(days=1)
    end = start + datetime.timedelta(hours=1)
    meeting = commit(plan_meeting, group=group, subject="Bilan", starts_at=start, ends_at=end)
    assert received(agent) == []
    write = {"meeting": meeting, "by": facilitator}
    commit(write_minutes, **write, minutes="Décidé.", replacing="")
    commit(write_minutes, **write, minutes="Reporté.", replacing="Décidé.")
    assert received(agent) == ["minutes"]
    assert "Le compte rendu de « Bilan » est publié." in centre(sign_in, agent)
