"""The life cycle of volunteers: manager, freed places, meetings, hours, messages, exports, attestation."""

import datetime
import io
import uuid
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from openpyxl import load_workbook
from wagtail.models import PageViewRestriction

from portal.accounts.models import User
from portal.common.errors import RefusalError
from portal.common.retention import erase_expired
from projects.enums import ManagerRole
from projects.meetings.errors import MeetingCancelledError
from projects.models import ActionPage, ProjectPage
from projects.volunteering.enums import NEXT_STATUSES, ManagerDecision, VolunteerStatus
from projects.volunteering.errors import RefusedTransitionError
from projects.volunteering.meetings import cancel_meeting, change_meeting, plan_meeting
from projects.volunteering.models import (
    Contribution,
    Volunteer,
    VolunteerHours,
    VolunteerMeeting,
    VolunteerMessage,
)
from projects.volunteering.services import (
    accept_volunteer,
    answer_as_manager,
    decline_volunteer,
    put_on_waiting_list,
    start_volunteer,
    thank_volunteer,
    volunteer,
    withdraw,
)
from projects.volunteering.signals import manager_asked, volunteer_changed, volunteers_messaged
from tests.factories import ActionPageFactory, ServiceFactory, UserFactory, VolunteerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SignIn = Callable[[User], Client]


@pytest.fixture
def lead(action: ActionPage, sign_in: SignIn) -> Client:
    return sign_in(action.lead_person)


@pytest.fixture
def full(action: ActionPage) -> tuple[list[Volunteer], list[Volunteer]]:
    """Three volunteers with a place and two who wait."""
    offers = [volunteer(action=action, agent=UserFactory()) for _agent in range(5)]
    assert [offer.status for offer in offers] == ["offered"] * 3 + ["waiting"] * 2
    return offers[:3], offers[3:]


@pytest.fixture
def managed(action: ActionPage) -> User:
    """An agent whose manager is asked."""
    ProjectPage.objects.filter(pk=action.project_id).update(manager_role=ManagerRole.ASKED)
    return UserFactory(service=ServiceFactory(manager=UserFactory()))


def statuses(offers: list[Volunteer]) -> list[str]:
    return [Volunteer.objects.get(pk=offer.pk).status for offer in offers]


class Heard:
    """What a signal said."""

    def __init__(self) -> None:
        self.said: list[dict] = []

    def __call__(self, **parameters: object) -> None:
        self.said.append(parameters)


# Places


def test_a_freed_place_goes_to_the_next_who_is_told(
    full: tuple, action: ActionPage, django_capture_on_commit_callbacks: Callable
) -> None:
    (first, second, third), (fourth, fifth) = full
    heard = Heard()
    volunteer_changed.listen(heard, name="test")
    try:
        with django_capture_on_commit_callbacks(execute=True):
            withdraw(action=action, agent=first.agent)
        told = {said["volunteer"].pk: said["previous"] for said in heard.said}
        assert told == {first.pk: "offered", fourth.pk: "waiting"}
    finally:
        del volunteer_changed.listeners["test"]
    decline_volunteer(offer=second, decline_message="Une autre fois, merci")
    assert statuses([first, second, third, fourth, fifth]) == [
        "withdrawn", "declined", "offered", "offered", "offered",
    ]  # fmt: skip


def test_who_is_put_back_lets_the_next_pass(full: tuple) -> None:
    (first, *_others), (fourth, fifth) = full
    put_on_waiting_list(offer=first)
    assert statuses([first, fourth, fifth]) == ["waiting", "offered", "waiting"]
    withdraw(action=fourth.action, agent=fourth.agent)
    assert statuses([first, fifth]) == ["waiting", "offered"]


def test_a_larger_call_serves_the_waiting_list(full: tuple, action: ActionPage) -> None:
    page = ActionPage.objects.get(pk=action.pk)
    page.volunteers_wanted = 4
    page.save_revision().publish()
    assert statuses(full[1]) == ["offered", "waiting"]


def test_a_closed_account_holds_no_place(full: tuple) -> None:
    (first, *_others), (fourth, _fifth) = full
    first.agent.is_active = False
    first.agent.save()
    assert statuses([first, fourth]) == ["withdrawn", "offered"]


def test_help_that_was_given_frees_no_place(full: tuple) -> None:
    (first, *_others), waiting = full
    thank_volunteer(offer=accept_volunteer(offer=first))
    assert statuses(waiting) == ["waiting", "waiting"]


def test_nobody_is_promoted_for_a_stopped_action(full: tuple, action: ActionPage) -> None:
    ActionPage.objects.filter(pk=action.pk).update(status="suspended")
    withdraw(action=action, agent=full[0][0].agent)
    assert statuses(full[1]) == ["waiting", "waiting"]


@pytest.mark.parametrize("status", VolunteerStatus)
def test_the_life_cycle_refuses_what_its_table_does_not_say(status: VolunteerStatus) -> None:
    offer = VolunteerFactory(status=status)
    for target, verb in (
        (VolunteerStatus.ACTIVE, start_volunteer),
        (VolunteerStatus.DONE, thank_volunteer),
    ):
        if target == status or target in NEXT_STATUSES[status]:
            continue
        with pytest.raises(Exception) as refusal:  # noqa: PT011 (either of two refusals of ours)
            verb(offer=offer)
        assert type(refusal.value).__name__ in ("RefusedTransitionError", "NotVolunteeringError")
        assert statuses([offer]) == [status]


def test_each_verb_done_twice_acts_once(action: ActionPage, agent: User) -> None:
    offer = volunteer(action=action, agent=agent)
    for verb in (accept_volunteer, start_volunteer, thank_volunteer):
        verb(offer=offer)
        verb(offer=offer)
    assert [step.status for step in offer.steps.all()] == ["offered", "accepted", "active", "done"]
    with pytest.raises(RefusedTransitionError):
        thank_volunteer(offer=volunteer(action=action, agent=UserFactory()))


# Declined with a message


def test_declining_needs_a_word_that_the_volunteer_alone_reads(
    lead: Client, action: ActionPage, sign_in: SignIn, client: Client
) -> None:
    offer = volunteer(action=action, agent=UserFactory(first_name="Odile"))
    address = reverse("volunteering:decline_volunteer", args=[offer.pk])
    assert "field__errors" in lead.post(address, {"decline_message": " "}).content.decode()
    assert client.post(address, {"decline_message": "Non"}).status_code == 403
    assert lead.post(address, {"decline_message": "Nous sommes déjà nombreux, merci"}).status_code == 302
    assert "déjà nombreux" in sign_in(offer.agent).get(action.get_url()).content.decode()
    theirs = sign_in(offer.agent).get(reverse("volunteering:my_volunteering")).content.decode()
    assert "déjà nombreux" in theirs
    others = client.get(action.get_url()).content.decode()
    assert "déjà nombreux" not in others
    assert "Odile" not in others
    assert accept_volunteer(offer=offer).decline_message == ""


# The manager


def test_the_lead_waits_for_the_manager(
    action: ActionPage, managed: User, sign_in: SignIn, django_capture_on_commit_callbacks: Callable
) -> None:
    heard = Heard()
    manager_asked.listen(heard, name="test")
    try:
        with django_capture_on_commit_callbacks(execute=True):
            offer = volunteer(action=action, agent=managed)
    finally:
        del manager_asked.listeners["test"]
    assert [said["volunteer"] for said in heard.said] == [offer]
    assert offer.manager_is_asked
    assert action.volunteers.taking_a_place().count() == 1
    with pytest.raises(RefusalError, match="est consulté d’abord"):
        accept_volunteer(offer=offer)
    manager = sign_in(managed.service.manager)
    address = reverse("volunteering:manager_decision", args=[offer.pk])
    assert manager.get(offer.get_absolute_url()).url == address
    assert address in manager.get(reverse("my_space")).content.decode()
    assert manager.post(address, {"agreed": "oui"}).status_code == 302
    assert manager.post(address, {"agreed": "oui"}).status_code == 302
    assert accept_volunteer(offer=offer).manager_decision == ManagerDecision.AGREED
    with pytest.raises(RefusalError, match="n’est plus attendu"):
        answer_as_manager(offer=offer, by=managed.service.manager, agreed=False, decline_message="Non")


def test_a_manager_who_does_not_agree_says_why(action: ActionPage, managed: User, sign_in: SignIn) -> None:
    offers = [volunteer(action=action, agent=UserFactory()) for _other in range(2)]
    offer = volunteer(action=action, agent=managed)
    waiting = volunteer(action=action, agent=UserFactory())
    manager = sign_in(managed.service.manager)
    address = reverse("volunteering:manager_decision", args=[offer.pk])
    refused = manager.post(address, {"agreed": "non", "decline_message": ""}).content.decode()
    assert "field__errors" in refused
    assert manager.post(address, {"agreed": "non", "decline_message": "Pas en juin"}).status_code == 302
    offer.refresh_from_db()
    assert (offer.status, offer.decline_message, offer.manager_decision) == (
        "declined",
        "Pas en juin",
        "refused",
    )
    assert statuses([*offers, waiting]) == ["offered"] * 3


def test_only_this_manager_answers(action: ActionPage, managed: User, client: Client) -> None:
    offer = volunteer(action=action, agent=managed)
    address = reverse("volunteering:manager_decision", args=[offer.pk])
    assert client.get(address).status_code == 403
    assert client.post(address, {"agreed": "oui"}).status_code == 403
    assert client.get(offer.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("role", [ManagerRole.NONE, ManagerRole.INFORMED])
def test_elsewhere_the_lead_decides_alone(role: ManagerRole, action: ActionPage, managed: User) -> None:
    ProjectPage.objects.update(manager_role=role)
    offer = volunteer(action=action, agent=managed)
    assert (offer.manager is None) == (role == ManagerRole.NONE)
    assert accept_volunteer(offer=offer).status == "accepted"


def test_a_service_without_manager_asks_nobody(action: ActionPage, managed: User) -> None:
    manager = managed.service.manager
    for agent in (UserFactory(service=ServiceFactory()), UserFactory()):
        assert not volunteer(action=action, agent=agent).manager_is_asked
    manager.service = managed.service
    manager.save()
    assert volunteer(action=action, agent=manager).manager is None


# Meetings and hours


def meeting_data(**changed: str) -> dict[str, str]:
    return {
        "submission": str(uuid.uuid4()),
        "subject": "Premier essai",
        "date": "2026-03-03",
        "starts": "14:00",
        "ends": "16:30",
        "place": "Salle Foch",
        **changed,
    }


def test_a_meeting_its_attendance_and_the_calendar(
    lead: Client, action: ActionPage, sign_in: SignIn, client: Client
) -> None:
    offer = accept_volunteer(offer=volunteer(action=action, agent=UserFactory()))
    add = reverse("volunteering:add_volunteer_meeting", args=[action.pk])
    data = meeting_data()
    assert lead.post(add, data).status_code == 302
    assert lead.post(add, data).status_code == 302  # a second click
    meeting = VolunteerMeeting.objects.get()
    corrected = meeting_data(place="Mairie", **{f"hours_{offer.pk}": "2.5"})
    assert lead.post(meeting.get_absolute_url(), corrected).status_code == 302
    given = VolunteerHours.objects.get()
    assert (given.hours, given.meeting, given.date) == (Decimal("2.5"), meeting, datetime.date(2026, 3, 3))
    theirs = sign_in(offer.agent)
    page = theirs.get(reverse("volunteering:my_volunteering")).content.decode()
    assert "Mairie" in page
    response = theirs.get(reverse("my_meetings"))
    [event] = Calendar.from_ical(response.content).walk("VEVENT")
    assert event.decoded("dtstart") == datetime.datetime(2026, 3, 3, 13, tzinfo=datetime.UTC)
    assert str(event["location"]) == "Mairie"
    assert meeting.get_absolute_url() in str(event["url"])
    assert not Calendar.from_ical(client.get(reverse("my_meetings")).content).walk("VEVENT")
    assert client.get(meeting.get_absolute_url()).status_code == 403
    assert theirs.get(meeting.get_absolute_url()).url == reverse("volunteering:my_volunteering")


def test_a_meeting_off_takes_its_hours_off(lead: Client, action: ActionPage) -> None:
    offer = accept_volunteer(offer=volunteer(action=action, agent=UserFactory()))
    data = meeting_data(**{f"hours_{offer.pk}": "2"})
    lead.post(reverse("volunteering:add_volunteer_meeting", args=[action.pk]), data)
    address = reverse("volunteering:cancel_volunteer_meeting", args=[VolunteerMeeting.objects.get().pk])
    assert lead.get(address).status_code == 200
    assert lead.post(address).status_code == 302
    assert not VolunteerHours.objects.exists()
    assert lead.post(address).status_code == 302


def test_a_meeting_taken_off_meanwhile_is_neither_changed_nor_taken_off_again(action: ActionPage) -> None:
    start = timezone.now() - datetime.timedelta(days=1)
    said = {"subject": "Essai", "starts_at": start, "ends_at": start + datetime.timedelta(hours=1)}
    meeting = plan_meeting(action=action, submission=uuid.uuid4(), **said)
    for _click in range(2):
        cancel_meeting(meeting=meeting)
    with pytest.raises(MeetingCancelledError):
        change_meeting(meeting=meeting, **said, place="Salle Foch")
    assert not VolunteerMeeting.objects.exists()


def test_a_meeting_that_was_announced_is_cancelled_not_deleted(
    lead: Client, action: ActionPage, sign_in: SignIn
) -> None:
    offer = accept_volunteer(offer=volunteer(action=action, agent=UserFactory()))
    day = timezone.localdate() + datetime.timedelta(days=9)
    data = meeting_data(date=day.isoformat(), **{f"hours_{offer.pk}": "2"})
    lead.post(reverse("volunteering:add_volunteer_meeting", args=[action.pk]), data)
    meeting = VolunteerMeeting.objects.get()
    address = reverse("volunteering:cancel_volunteer_meeting", args=[meeting.pk])
    html = lead.get(address).content.decode()
    assert "Annuler la rencontre" in html
    assert "Les heures notées pour elle sont retirées." in html
    for _click in range(2):
        answer = lead.post(address, follow=True)
        assert "La rencontre est annulée." in answer.content.decode()
    assert VolunteerMeeting.objects.get().cancelled_at is not None
    assert not VolunteerHours.objects.exists()
    roster = reverse("volunteering:volunteers", args=[action.pk])
    assert lead.get(meeting.get_absolute_url()).url == roster
    for page in (lead.get(roster), sign_in(offer.agent).get(reverse("volunteering:my_volunteering"))):
        html = page.content.decode()
        assert "Premier essai" in html
        assert "Annulée" in html


@pytest.mark.parametrize(
    "wrong",
    [{"ends": "13:00"}, {"date": "demain"}, {"date": "0001-01-01"}, {"subject": ""}, {"starts": "25:00"}],
)
def test_a_refused_meeting_keeps_what_was_typed(wrong: dict, lead: Client, action: ActionPage) -> None:
    address = reverse("volunteering:add_volunteer_meeting", args=[action.pk])
    html = lead.post(address, meeting_data(**wrong)).content.decode()
    assert "field__errors" in html
    assert 'value="Salle Foch"' in html
    assert not VolunteerMeeting.objects.exists()


@pytest.mark.parametrize("hours", ["0", "-1", "25", "1e9", "deux", ""])
def test_impossible_hours_are_refused(hours: str, lead: Client, action: ActionPage) -> None:
    offer = accept_volunteer(offer=volunteer(action=action, agent=UserFactory()))
    data = {"submission": str(uuid.uuid4()), "date": "2026-03-03", "hours": hours, "note": "Relecture"}
    html = lead.post(reverse("volunteering:volunteer_hours", args=[offer.pk]), data).content.decode()
    assert "field__errors" in html
    assert "Relecture" in html
    assert not VolunteerHours.objects.exists()


def test_hours_sent_twice_count_once(lead: Client, action: ActionPage) -> None:
    offer = accept_volunteer(offer=volunteer(action=action, agent=UserFactory()))
    address = reverse("volunteering:volunteer_hours", args=[offer.pk])
    data = {"submission": str(uuid.uuid4()), "date": "2026-03-03", "hours": "1.5", "note": ""}
    assert [lead.post(address, data).status_code for _click in range(2)] == [302, 302]
    assert Volunteer.objects.get(pk=offer.pk).hours_given == Decimal("1.5")


# Messages, filters, exports


def test_a_message_goes_once_to_those_chosen(
    lead: Client, action: ActionPage, sign_in: SignIn, django_capture_on_commit_callbacks: Callable
) -> None:
    offers = [volunteer(action=action, agent=UserFactory()) for _agent in range(3)]
    accept_volunteer(offer=offers[0])
    gone = volunteer(action=action, agent=UserFactory())
    withdraw(action=action, agent=gone.agent)
    heard = Heard()
    volunteers_messaged.listen(heard, name="test")
    address = reverse("volunteering:write_to_volunteers", args=[action.pk]) + "?statut=accepted"
    data = {"submission": str(uuid.uuid4()), "subject": "Mardi", "text": "On commence\nmardi"}
    try:
        with django_capture_on_commit_callbacks(execute=True):
            assert [lead.post(address, data).status_code for _click in range(2)] == [302, 302]
    finally:
        del volunteers_messaged.listeners["test"]
    message = VolunteerMessage.objects.get()
    assert list(message.recipients.all()) == [offers[0].agent]
    assert [said["message"] for said in heard.said] == [message]
    assert "On commence" in sign_in(offers[0].agent).get(message.get_absolute_url()).content.decode()
    assert sign_in(offers[1].agent).get(message.get_absolute_url()).status_code == 404
    assert lead.get(message.get_absolute_url()).status_code == 200
    everybody = reverse("volunteering:write_to_volunteers", args=[action.pk])
    lead.post(everybody, {**data, "submission": str(uuid.uuid4())})
    assert VolunteerMessage.objects.first().recipients.count() == 3


def test_a_message_to_nobody_keeps_the_text(lead: Client, action: ActionPage) -> None:
    data = {"submission": str(uuid.uuid4()), "subject": "Mardi", "text": "Personne ne lira"}
    html = lead.post(reverse("volunteering:write_to_volunteers", args=[action.pk]), data).content.decode()
    assert "Personne ne lira" in html
    assert "form-errors" in html


def test_the_list_is_filtered_and_exported_without_formulas(
    lead: Client, client: Client, action: ActionPage
) -> None:
    service = ServiceFactory(name="Voirie")
    volunteer(action=action, agent=UserFactory(first_name="Odile", service=service), message="=1+1")
    volunteer(action=action, agent=UserFactory(first_name="Renaud"))
    page = reverse("volunteering:volunteers", args=[action.pk])
    html = lead.get(f"{page}?service={service.pk}").content.decode()
    assert "Odile" in html
    assert "Renaud" not in html
    assert "Renaud" in lead.get(f"{page}?service=²&statut=x").content.decode()
    exported = lead.get(f"{page}?service={service.pk}&export=csv").content.decode("utf-8-sig")
    assert "Odile" in exported
    assert "Renaud" not in exported
    assert ";'=1+1" in exported
    book = load_workbook(io.BytesIO(lead.get(f"{page}?export=xlsx").content))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert {cell.value for cell in cells} >= {"=1+1", "Voirie"}
    assert "f" not in {cell.data_type for cell in cells}
    assert lead.get(f"{page}?export=pdf").status_code == 404
    assert client.get(f"{page}?export=csv").status_code == 403


def test_the_overview_counts_for_each_action(lead: Client, client: Client, full: tuple) -> None:
    accept_volunteer(offer=full[0][0])
    [(action, counts)] = lead.get(reverse("volunteering:led_volunteers")).context["rows"]
    assert (action.call.taken, counts["offered"], counts["at_work"], counts["waiting"]) == (3, 2, 1, 2)
    assert not client.get(reverse("volunteering:led_volunteers")).context["rows"]


# The attestation


def test_the_attestation_is_for_who_was_thanked_and_who_thanked(
    lead: Client, action: ActionPage, sign_in: SignIn, client: Client
) -> None:
    offer = volunteer(action=action, agent=UserFactory(first_name="Odile"))
    accept_volunteer(offer=offer)
    VolunteerHours.objects.create(volunteer=offer, date=timezone.localdate(), hours="3.50")
    address = reverse("volunteering:attestation", args=[offer.pk])
    theirs = sign_in(offer.agent)
    assert theirs.get(address).status_code == 403
    thank_volunteer(offer=offer)
    offer.refresh_from_db()
    for reader in (theirs, lead):
        html = reader.get(address).content.decode()
        assert offer.reference in html
        assert "Odile" in html
        assert "3,5" in html
    assert client.get(address).status_code == 403
    assert address in theirs.get(action.get_url()).content.decode()


# Calls


def test_a_theme_and_a_group_show_their_calls_while_places_are_left(
    client: Client, action: ActionPage
) -> None:
    theme = action.theme.get_absolute_url()
    assert 'id="appels"' in client.get(theme).content.decode()
    for _place in range(3):
        volunteer(action=action, agent=UserFactory())
    assert 'id="appels"' not in client.get(theme).content.decode()


def test_a_page_that_vanished_gives_the_text_back(client: Client, action: ActionPage) -> None:
    action.unpublish()
    data = {"message": "Je connais <b>bien</b> le sujet", "availability": "Mardi"}
    response = client.post(reverse("volunteering:volunteer", args=[action.pk]), data)
    assert response.status_code == 404
    html = response.content.decode()
    assert "Je connais &lt;b&gt;bien&lt;/b&gt; le sujet" in html
    assert action.title not in html
    htmx = client.post(reverse("volunteering:volunteer", args=[action.pk]), data, HTTP_HX_REQUEST="true")
    assert htmx.status_code == 200
    assert htmx.headers["HX-Retarget"] == "main"


def test_what_a_restricted_action_holds_is_not_named(client: Client, agent: User, action: ActionPage) -> None:
    offer = volunteer(action=action, agent=agent)
    thank_volunteer(offer=accept_volunteer(offer=offer))
    PageViewRestriction.objects.create(page=action, restriction_type=PageViewRestriction.GROUPS)
    assert action.title not in client.get(reverse("volunteering:my_volunteering")).content.decode()
    assert client.get(reverse("volunteering:attestation", args=[offer.pk])).status_code == 404


def test_hours_stay_counted_when_the_list_is_forgotten(action: ActionPage) -> None:
    offer = volunteer(action=action, agent=UserFactory(service=ServiceFactory()))
    VolunteerHours.objects.create(volunteer=offer, date=timezone.localdate(), hours=4)
    withdraw(action=action, agent=offer.agent)
    later = timezone.now() + datetime.timedelta(days=400)
    assert erase_expired("volunteer_lists", later) == 1
    assert not Volunteer.objects.exists()
    [kept] = Contribution.objects.all()
    assert (kept.hours, kept.people, kept.service, kept.action_id) == (
        4, 1, offer.agent.service, action.pk,
    )  # fmt: skip
    assert erase_expired("volunteer_lists", later) == 0
    assert Contribution.objects.count() == 1


def test_long_lists_cost_the_lead_no_more_queries(
    lead: Client, action: ActionPage, django_assert_max_num_queries: Callable
) -> None:
    page = reverse("volunteering:volunteers", args=[action.pk])
    lead.get(page)
    for _agent in range(12):
        volunteer(action=action, agent=UserFactory(service=ServiceFactory()))
    with django_assert_max_num_queries(25):
        assert lead.get(page).content.decode().count('class="offer"') == 12
    agent = action.volunteers.first().agent
    for _other in range(6):
        volunteer(action=ActionPageFactory(seeking_volunteers=True), agent=agent)
    client = Client()
    client.force_login(agent)
    client.get(reverse("volunteering:my_volunteering"))
    with django_assert_max_num_queries(25):
        client.get(reverse("volunteering:my_volunteering"))
