"""Meetings of groups and of volunteers alike: their forms, their notices, and what calendars read of them."""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from portal.accounts.models import User
from projects.groups.models import GroupMeeting
from projects.groups.services import add_member
from projects.volunteering.enums import VolunteerStatus
from projects.volunteering.models import VolunteerMeeting
from tests.factories import ActionPageFactory, UserFactory, VolunteerFactory, WorkingGroupPageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FORM = {
    "subject": "Bilan",
    "date": "2031-05-14",
    "starts": "09:00",
    "ends": "11:00",
    "place": "Salle Loire",
    "agenda": "",
}
MISSING = {
    "starts": "Indiquez l’heure de début.",
    "ends": "Indiquez l’heure de fin.",
}


@dataclass
class Desk:
    """Who plans meetings of one kind, and `agent`, who should come to them."""

    model: Any
    client: Client
    page: Any
    plan_address: str
    change_name: str
    cancel_name: str

    def plan(self, **other: str) -> Any:
        return self.client.post(self.plan_address, FORM | {"submission": str(uuid.uuid4())} | other)

    def change(self, **other: str) -> Any:
        meeting = self.model.objects.get()
        submission = {"submission": str(getattr(meeting, "submission", ""))}
        return self.client.post(reverse(self.change_name, args=[meeting.pk]), FORM | submission | other)

    def cancel(self) -> Any:
        return self.client.post(reverse(self.cancel_name, args=[self.model.objects.get().pk]))


@pytest.fixture
def person() -> User:
    """Who runs the group or leads the action."""
    return UserFactory()


@pytest.fixture(params=["group", "volunteers"])
def desk(
    request: pytest.FixtureRequest, agent: User, person: User, sign_in: Callable[[User], Client]
) -> Desk:
    if request.param == "group":
        group = WorkingGroupPageFactory(facilitator=person, title="Dématérialisation")
        add_member(group=group, agent=agent)
        names = [f"groups:{name}" for name in ("plan_meeting", "change_meeting", "cancel_meeting")]
        page, model = group, GroupMeeting
    else:
        action = ActionPageFactory(lead_person=person, title="Le parapheur", seeking_volunteers=True)
        VolunteerFactory(action=action, agent=agent, status=VolunteerStatus.ACCEPTED)
        names = [f"volunteering:{name}_volunteer_meeting" for name in ("add", "", "cancel")]
        names[1] = "volunteering:volunteer_meeting"
        page, model = action, VolunteerMeeting
    address = reverse(names[0], args=[page.pk])
    return Desk(model, sign_in(person), page, address, names[1], names[2])


def event_of(client: Client, host: str = "testserver") -> Event:
    """The only event of the file of this person's meetings."""
    answer = client.get(reverse("my_meetings"), HTTP_HOST=host)
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    return event


@pytest.mark.parametrize("missing", MISSING)
def test_a_missing_hour_is_refused_beside_its_field(missing: str, desk: Desk) -> None:
    html = desk.plan(**{missing: ""}).content.decode()
    assert f'id="id_{missing}_error"><p>{MISSING[missing]}</p>' in html
    assert "Salle Loire" in html
    assert not desk.model.objects.exists()


def test_an_end_before_the_beginning_is_refused_beside_its_field(desk: Desk) -> None:
    html = desk.plan(ends="08:59").content.decode()
    assert 'id="id_ends_error"><p>L’heure de fin vient avant celle du début.</p>' in html
    assert not desk.model.objects.exists()


@pytest.mark.parametrize("day", ["2031-03-30", "2031-10-26"], ids=["to summer time", "to winter time"])
def test_an_hour_that_the_day_does_not_have_once_is_refused_beside_its_field(day: str, desk: Desk) -> None:
    html = desk.plan(date=day, starts="02:30").content.decode()
    assert 'id="id_starts_error"><p>Les horloges changent' in html
    assert not desk.model.objects.exists()


@pytest.mark.parametrize(("day", "hour"), [("2031-01-14", 8), ("2031-07-14", 7)], ids=["winter", "summer"])
def test_calendars_read_the_hour_of_the_portal(
    day: str, hour: int, desk: Desk, agent: User, sign_in: Callable[[User], Client]
) -> None:
    desk.plan(date=day)
    event = event_of(sign_in(agent))
    start = datetime.datetime.fromisoformat(f"{day}T0{hour}:00+00:00")
    assert event.decoded("dtstart") == start
    assert event.decoded("dtend") == start + datetime.timedelta(hours=2)
    assert str(event["summary"]) == f"Bilan · {desk.page.title}"
    assert str(event["status"]) == "CONFIRMED"


def test_calendars_know_a_meeting_again_and_learn_each_change(
    desk: Desk, agent: User, sign_in: Callable[[User], Client]
) -> None:
    theirs = sign_in(agent)
    desk.plan()
    seen = [event_of(theirs)]
    for change in ({"starts": "10:00"}, {"place": "Salle Cher"}, {"subject": "Bilan de mai"}):
        answer = desk.change(**change)
        assert answer.status_code == 302
        seen.append(event_of(theirs))
    desk.change(subject="Bilan de mai")  # the same again
    assert event_of(theirs) == seen[-1]
    for _click in range(2):
        desk.cancel()
    seen.append(event_of(theirs))
    assert [event["sequence"] for event in seen] == [0, 1, 2, 3, 4]
    assert len({str(event["uid"]) for event in seen}) == 1
    stamps = [event.decoded("last-modified") for event in seen]
    assert stamps == sorted(stamps)
    assert [event.decoded("dtstamp") for event in seen] == stamps
    assert str(seen[-1]["status"]) == "CANCELLED"
    assert str(seen[-1]["summary"]).startswith("Bilan de mai")


def test_a_meeting_keeps_its_name_whatever_host_is_asked(
    desk: Desk, agent: User, sign_in: Callable[[User], Client], settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "intranet.exemple.invalid"]
    theirs = sign_in(agent)
    desk.plan()
    uids = {str(event_of(theirs, host)["uid"]) for host in settings.ALLOWED_HOSTS}
    assert len(uids) == 1


def test_who_runs_the_meeting_has_it_in_their_calendar(desk: Desk) -> None:
    desk.plan()
    assert str(event_of(desk.client)["location"]) == "Salle Loire"


def test_a_cancelled_meeting_is_not_changed_any_more(desk: Desk) -> None:
    desk.plan()
    desk.cancel()
    html = desk.change(place="Salle tapée").content.decode()
    assert "annulé entre-temps" in html
    assert "Salle tapée" in html
    assert desk.model.objects.get().place == "Salle Loire"


def test_the_database_refuses_a_meeting_that_ends_before_it_begins(desk: Desk) -> None:
    desk.plan()
    with pytest.raises(IntegrityError), transaction.atomic():
        desk.model.objects.update(ends_at=timezone.now() - datetime.timedelta(days=1))
