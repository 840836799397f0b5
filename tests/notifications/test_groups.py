"""What is told of working groups."""

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone

from portal.accounts.models import User
from projects.groups.models import GroupMeeting, WorkingGroupPage
from projects.groups.services import add_member, cancel_meeting, change_meeting, plan_meeting, write_minutes
from tests.factories import UserFactory, WorkingGroupPageFactory

from .conftest import Commit, centre, received

START = datetime.datetime(2031, 5, 14, 7, 0, tzinfo=datetime.UTC)  # nine o’clock in Paris
TIMES = {"starts_at": START, "ends_at": START + datetime.timedelta(hours=2)}


@pytest.fixture
def facilitator(db: None) -> User:
    return UserFactory()


@pytest.fixture
def group(facilitator: User, agent: User) -> WorkingGroupPage:
    """Of which `agent` is a member."""
    group: WorkingGroupPage = WorkingGroupPageFactory(facilitator=facilitator)
    add_member(group=group, agent=agent)
    return group


def test_members_are_told_of_a_meeting_then_of_its_new_time_then_that_it_is_cancelled(
    group: WorkingGroupPage, agent: User, facilitator: User, commit: Commit, sign_in: Callable
) -> None:
    stranger = UserFactory()
    meeting: GroupMeeting = commit(plan_meeting, group=group, subject="Bilan", by=facilitator, **TIMES)
    assert received(agent) == ["meeting"]
    assert received(facilitator) == received(stranger) == []
    html = centre(sign_in, agent)
    assert "Réunion « Bilan », le 14 mai 2031 à 9 h 00" in html
    assert f'href="{meeting.get_absolute_url()}"' in html
    as_it_is = {"meeting": meeting, "subject": "Bilan", "agenda": "Les délais", "by": facilitator}
    commit(change_meeting, **as_it_is, **TIMES, place="")
    assert received(agent) == ["meeting"]
    commit(change_meeting, **as_it_is, **TIMES, place="Salle Loire")
    assert received(agent) == ["meeting"] * 2
    assert "Salle Loire" in centre(sign_in, agent)
    for _click in range(2):
        commit(cancel_meeting, meeting=meeting, by=facilitator)
    assert received(agent) == ["meeting"] * 3
    assert "Annulée : « Bilan »" in centre(sign_in, agent)


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


def test_the_facilitator_is_told_of_what_somebody_else_plans(
    group: WorkingGroupPage, facilitator: User, commit: Commit
) -> None:
    commit(plan_meeting, group=group, subject="Bilan", by=UserFactory(groups=["Administration"]), **TIMES)
    assert received(facilitator) == ["meeting"]
