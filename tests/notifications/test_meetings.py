"""What is told of meetings to those who should come."""

import datetime
import uuid
from collections.abc import Callable

import pytest
from django.utils import timezone

from portal.accounts.models import User
from projects.groups.models import GroupMeeting, WorkingGroupPage
from projects.groups.services import add_member
from projects.groups.services import cancel_meeting as cancel_group_meeting
from projects.groups.services import change_meeting as change_group_meeting
from projects.groups.services import plan_meeting as plan_group_meeting
from projects.models import ActionPage
from projects.notifications.enums import Category, Frequency
from projects.notifications.services.settings import save_settings
from projects.volunteering.enums import VolunteerStatus
from projects.volunteering.meetings import cancel_meeting, change_meeting, plan_meeting
from tests.factories import ActionPageFactory, UserFactory, VolunteerFactory, WorkingGroupPageFactory
from tests.mailbox import Mailbox, parts, send_due_mail

from .conftest import Commit, centre, received

START = datetime.datetime(2031, 5, 14, 7, 0, tzinfo=datetime.UTC)  # nine o’clock in Paris
HOUR = datetime.timedelta(hours=1)
TIMES = {"starts_at": START, "ends_at": START + 2 * HOUR}
YESTERDAY = {"starts_at": timezone.now() - 25 * HOUR, "ends_at": timezone.now() - 24 * HOUR}


@pytest.fixture
def lead(db: None) -> User:
    return UserFactory()


@pytest.fixture
def group(lead: User, agent: User) -> WorkingGroupPage:
    """Of which `agent` is a member."""
    group: WorkingGroupPage = WorkingGroupPageFactory(facilitator=lead)
    add_member(group=group, agent=agent)
    return group


@pytest.fixture
def helped(lead: User, agent: User) -> ActionPage:
    """An action where `agent` holds a place."""
    action: ActionPage = ActionPageFactory(lead_person=lead, seeking_volunteers=True)
    VolunteerFactory(action=action, agent=agent, status=VolunteerStatus.ACCEPTED)
    return action


def test_members_are_told_of_a_meeting_of_each_change_and_of_its_end(
    group: WorkingGroupPage, agent: User, lead: User, commit: Commit, sign_in: Callable
) -> None:
    stranger = UserFactory()
    meeting: GroupMeeting = commit(plan_group_meeting, group=group, subject="Bilan", by=lead, **TIMES)
    assert received(agent) == ["meeting"]
    assert received(lead) == received(stranger) == []
    html = centre(sign_in, agent)
    assert "Prévue : « Bilan », le 14 mai 2031 de 9 h 00 à 11 h 00." in html
    assert f'href="{meeting.get_absolute_url()}"' in html
    as_it_is = {"meeting": meeting, "subject": "Bilan", "by": lead}
    commit(change_group_meeting, **as_it_is, **TIMES, place="", agenda="")
    assert received(agent) == ["meeting"]
    commit(change_group_meeting, **as_it_is, **TIMES, place="", agenda="Les délais")
    assert "L’ordre du jour a changé." in centre(sign_in, agent)
    later = {"starts_at": START + HOUR, "ends_at": START + 2 * HOUR}
    commit(change_group_meeting, **as_it_is, **later, place="Salle Loire", agenda="Les délais")
    html = centre(sign_in, agent)
    assert "Changée : « Bilan », le 14 mai 2031 de 10 h 00 à 11 h 00, Salle Loire." in html
    assert "Avant : le 14 mai 2031 de 9 h 00 à 11 h 00, sans lieu." in html
    for _click in range(2):
        commit(cancel_group_meeting, meeting=meeting, by=lead)
    assert received(agent) == ["meeting"] * 4
    assert "Annulée : « Bilan »" in centre(sign_in, agent)


def test_volunteers_are_told_of_a_meeting_of_each_change_and_of_its_end(
    helped: ActionPage, agent: User, lead: User, commit: Commit, sign_in: Callable
) -> None:
    waiting, gone = (
        VolunteerFactory(action=helped, status=status).agent
        for status in (VolunteerStatus.WAITING, VolunteerStatus.WITHDRAWN)
    )
    meeting = commit(
        plan_meeting,
        submission=uuid.uuid4(),
        action=helped,
        subject="Essai",
        place="Salle Loire",
        by=lead,
        **TIMES,
    )
    as_it_is = {"meeting": meeting, "subject": "Essai", "by": lead}
    commit(change_meeting, **as_it_is, **TIMES, place="Salle Loire")
    assert received(agent) == ["volunteer_meeting"]
    commit(change_meeting, **as_it_is, **TIMES, place="Salle Cher")
    for _click in range(2):
        commit(cancel_meeting, meeting=meeting, by=lead)
    assert received(agent) == ["volunteer_meeting"] * 3
    assert received(lead) == received(waiting) == received(gone) == []
    html = centre(sign_in, agent)
    assert "Prévue : « Essai », le 14 mai 2031 de 9 h 00 à 11 h 00, Salle Loire." in html
    assert "Salle Cher. Avant : Salle Loire." in html
    assert "Annulée : « Essai », le 14 mai 2031 de 9 h 00 à 11 h 00, Salle Cher." in html
    assert f'href="{meeting.get_absolute_url()}"' in html


def test_a_cancelled_meeting_of_volunteers_is_told_by_mail(
    helped: ActionPage, agent: User, lead: User, commit: Commit, mailbox: Mailbox
) -> None:
    any_time = {"quiet_from": "00:00", "quiet_until": "00:00", "working_days_only": False}
    save_settings(agent=agent, frequencies={Category.VOLUNTEERING: Frequency.AT_ONCE}, hours=any_time)
    meeting = commit(plan_meeting, submission=uuid.uuid4(), action=helped, subject="Essai", by=lead, **TIMES)
    assert send_due_mail() == 1
    for part in parts(mailbox.take()[0]):
        assert "Prévue : « Essai », le 14 mai 2031" in part.replace("\xa0", " ")
    commit(cancel_meeting, meeting=meeting, by=lead)
    assert send_due_mail() == 1
    for part in parts(mailbox.take()[0]):
        assert "Annulée : « Essai », le 14 mai 2031" in part.replace("\xa0", " ")


def test_the_lead_person_and_the_facilitator_are_told_of_what_somebody_else_plans(
    helped: ActionPage, group: WorkingGroupPage, lead: User, commit: Commit
) -> None:
    administrator = UserFactory(groups=["Administration"])
    commit(plan_meeting, submission=uuid.uuid4(), action=helped, subject="Essai", by=administrator, **TIMES)
    commit(plan_group_meeting, group=group, subject="Bilan", by=administrator, **TIMES)
    assert received(lead) == ["volunteer_meeting", "meeting"]


def test_what_is_recorded_afterwards_is_no_news(helped: ActionPage, agent: User, commit: Commit) -> None:
    meeting = commit(plan_meeting, submission=uuid.uuid4(), action=helped, subject="Essai", **YESTERDAY)
    commit(change_meeting, meeting=meeting, subject="Essai", **YESTERDAY, place="Salle Loire")
    commit(cancel_meeting, meeting=meeting)
    assert received(agent) == []


def test_a_meeting_to_come_that_is_put_in_the_past_is_told(
    helped: ActionPage, agent: User, commit: Commit
) -> None:
    meeting = commit(plan_meeting, submission=uuid.uuid4(), action=helped, subject="Essai", **TIMES)
    commit(change_meeting, meeting=meeting, subject="Essai", **YESTERDAY, place="")
    assert received(agent) == ["volunteer_meeting"] * 2
