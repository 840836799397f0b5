"""Volunteers through HTTP: offering help, withdrawing, and the lead person's decisions."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from portal.accounts.models import Service, User
from portal.common.errors import RefusalError
from projects.enums import ActionStatus
from projects.models import ActionPage
from projects.volunteering.enums import VolunteerStatus
from projects.volunteering.errors import NotVolunteeringError
from projects.volunteering.models import Volunteer
from projects.volunteering.services import (
    accept_volunteer,
    put_on_waiting_list,
    thank_volunteer,
    volunteer,
    withdraw,
)
from projects.volunteering.signals import volunteer_joined
from tests.factories import ActionPageFactory, ServiceFactory, UserFactory, VolunteerFactory
from tests.forms import read_form

pytestmark = [pytest.mark.django_db, pytest.mark.database]
HTMX = {"HTTP_HX_REQUEST": "true"}


def join_address(action: ActionPage) -> str:
    return reverse("volunteering:volunteer", args=[action.pk])


def leave_address(action: ActionPage) -> str:
    return reverse("volunteering:withdraw", args=[action.pk])


def shown(client: Client, action: ActionPage) -> str:
    response = client.get(action.get_url())
    assert response.status_code == 200
    return response.content.decode()


def fill(action: ActionPage) -> list[Volunteer]:
    return [VolunteerFactory(action=action) for _place in range(action.volunteers_wanted)]


def test_one_click_is_enough(client: Client, agent: User, action: ActionPage) -> None:
    form = read_form(shown(client, action), join_address(action))
    response = client.post(form.action, form.fields)
    assert response.url == f"{action.get_url()}#volontaires"
    offer = Volunteer.objects.get()
    assert (offer.agent, offer.status, offer.message) == (agent, VolunteerStatus.OFFERED, "")
    html = shown(client, action)
    assert join_address(action) not in html
    assert leave_address(action) in html


def test_sending_twice_keeps_the_first_offer(client: Client, action: ActionPage) -> None:
    client.post(join_address(action), {"message": "Volontiers", "availability": "Mardi"})
    assert client.post(join_address(action), {"message": "Encore"}).status_code == 302
    assert Volunteer.objects.get().message == "Volontiers"


def test_everybody_sees_names_and_services_but_not_messages(
    client: Client, action: ActionPage, sign_in: Callable[[User], Client]
) -> None:
    service = ServiceFactory(name="Voirie")
    other = UserFactory(first_name="Odile", service=service)
    volunteer(action=action, agent=other, message="Entre nous", availability="Jeudi")
    html = shown(client, action)
    assert "Odile" in html
    assert "Voirie" in html
    assert "Entre nous" not in html
    assert "Jeudi" not in html
    mine = shown(sign_in(other), action)
    assert "Entre nous" in mine
    assert "Jeudi" in mine
    assert isinstance(other.service, Service)


def test_a_full_call_offers_the_waiting_list(client: Client, agent: User, action: ActionPage) -> None:
    fill(action)
    html = shown(client, action)
    assert "volunteers__full" in html
    client.post(join_address(action), {})
    assert Volunteer.objects.get(agent=agent).status == VolunteerStatus.WAITING
    assert action.volunteers.taking_a_place().count() == 3


@pytest.mark.parametrize(
    "closed",
    [
        {"volunteers_until": datetime.date(2018, 1, 1)},
        {"status": ActionStatus.DONE, "progress": 100},
        {"status": ActionStatus.SUSPENDED},
        {"volunteers_wanted": None},
    ],
)
def test_a_closed_call_says_so_and_refuses(
    closed: dict, client: Client, agent: User, action: ActionPage
) -> None:
    VolunteerFactory(action=action)
    ActionPage.objects.filter(pk=action.pk).update(**closed)
    html = shown(client, action)
    assert "volunteers__closed" in html
    assert join_address(action) not in html
    refused = client.post(join_address(action), {"message": "Trop tard"}).content.decode()
    assert "Trop tard" in refused
    assert not Volunteer.objects.filter(agent=agent).exists()
    with pytest.raises(RefusalError, match="clos"):
        volunteer(action=action, agent=agent)


def test_an_action_without_call_shows_no_panel(client: Client) -> None:
    assert 'id="volontaires"' not in shown(client, ActionPageFactory())


def test_an_earlier_offer_can_be_recorded_after_the_call(agent: User) -> None:
    action = ActionPageFactory(seeking_volunteers=True, done=True)
    day = datetime.datetime(2017, 6, 12, 8, tzinfo=datetime.UTC)
    offers = [volunteer(action=action, agent=UserFactory(), created_at=day) for _agent in range(4)]
    assert [offer.status for offer in offers] == ["offered"] * 3 + ["waiting"]
    assert offers[0].created_at == day


def test_a_refused_message_is_kept_with_the_reason_beside_it(client: Client, action: ActionPage) -> None:
    response = client.post(join_address(action), {"message": "x" * 1001, "availability": "Lundi"})
    form = read_form(response.content.decode(), join_address(action))
    assert form.fields["message"] == "x" * 1001
    assert 'value="Lundi"' in response.content.decode()
    assert 'id="volunteer-message_error"' in response.content.decode()
    assert not Volunteer.objects.exists()


def test_htmx_gets_the_panel_alone(client: Client, action: ActionPage) -> None:
    html = client.post(join_address(action), {}, **HTMX).content.decode()
    assert html.strip().startswith("<section")
    assert re.search(r'role="status"[^>]*>\s*[^\s<]', html)
    html = client.post(leave_address(action), {}, **HTMX).content.decode()
    assert join_address(action) in html


def test_withdrawing_gives_the_place_to_the_next(client: Client, agent: User, action: ActionPage) -> None:
    client.post(join_address(action), {"message": "Au début"})
    VolunteerFactory(action=action)
    VolunteerFactory(action=action)
    waiting = volunteer(action=action, agent=UserFactory())
    assert client.post(leave_address(action)).status_code == 302
    waiting.refresh_from_db()
    assert waiting.status == VolunteerStatus.OFFERED
    assert Volunteer.objects.get(agent=agent).status == VolunteerStatus.WITHDRAWN
    assert client.post(leave_address(action)).status_code == 302  # a second click
    client.post(join_address(action), {"message": "Finalement oui"})
    again = Volunteer.objects.get(agent=agent)
    assert (again.status, again.message, again.decided_at) == ("waiting", "Finalement oui", None)
    assert [step.status for step in again.steps.all()] == ["offered", "withdrawn", "waiting"]


def test_a_visit_to_a_form_s_address_leads_to_the_action(client: Client, action: ActionPage) -> None:
    for path in (join_address(action), leave_address(action)):
        assert client.get(path).url == f"{action.get_url()}#volontaires"
    assert not Volunteer.objects.exists()


def test_who_cannot_read_the_action_cannot_volunteer(client: Client, action: ActionPage) -> None:
    PageViewRestriction.objects.create(page=action, restriction_type=PageViewRestriction.GROUPS)
    assert client.post(join_address(action), {}).status_code == 404
    assert not Volunteer.objects.exists()


def test_joining_is_announced_on_commit(
    action: ActionPage, agent: User, django_capture_on_commit_callbacks: Callable
) -> None:
    heard: list[Volunteer] = []

    def listen(volunteer: Volunteer, **kwargs: object) -> None:
        heard.append(volunteer)

    volunteer_joined.listen(listen, name="test")
    try:
        with django_capture_on_commit_callbacks(execute=True):
            offer = volunteer(action=action, agent=agent)
            volunteer(action=action, agent=agent)
            assert heard == []
    finally:
        del volunteer_joined.listeners["test"]
    assert heard == [offer]


# The lead person


@pytest.mark.parametrize(
    ("name", "before", "status"),
    [
        ("accept_volunteer", "offered", "accepted"),
        ("put_on_waiting_list", "offered", "waiting"),
        ("start_volunteer", "accepted", "active"),
        ("thank_volunteer", "active", "done"),
    ],
)
def test_only_the_lead_person_and_administrators_decide(
    name: str, before: str, status: str, client: Client, action: ActionPage, sign_in: Callable[[User], Client]
) -> None:
    page = reverse("volunteering:volunteers", args=[action.pk])
    allowed = [
        action.lead_person,
        UserFactory(groups=["Administration"]),
        UserFactory(is_superuser=True),
    ]
    offer = VolunteerFactory(action=action, message="Pour vous seule", availability="Mardi")
    path = reverse(f"volunteering:{name}", args=[offer.pk])
    assert client.get(page).status_code == 403
    assert client.post(path).status_code == 403
    assert f'href="{page}"' not in shown(client, action)
    for user in allowed:
        Volunteer.objects.update(status=before)
        manager = sign_in(user)
        assert f'href="{page}"' in shown(manager, action)
        html = manager.get(page).content.decode()
        assert "Pour vous seule" in html
        assert path in html
        assert manager.get(path).url == page
        offer.refresh_from_db()
        assert offer.status == before
        assert manager.post(path).url == page
        offer.refresh_from_db()
        assert offer.status == status
        assert offer.decided_at


def test_the_lead_of_another_action_decides_nothing_here(
    action: ActionPage, sign_in: Callable[[User], Client]
) -> None:
    other = sign_in(ActionPageFactory(lead_person=UserFactory()).lead_person)
    offer = VolunteerFactory(action=action)
    assert other.post(reverse("volunteering:accept_volunteer", args=[offer.pk])).status_code == 403


def test_places_hold_when_the_lead_accepts(action: ActionPage, sign_in: Callable[[User], Client]) -> None:
    first, *_others = fill(action)
    waiting = volunteer(action=action, agent=UserFactory())
    with pytest.raises(RefusalError, match="Toutes les places"):
        accept_volunteer(offer=waiting)
    lead = sign_in(action.lead_person)
    response = lead.post(reverse("volunteering:accept_volunteer", args=[waiting.pk]), follow=True)
    assert "message--error" in response.content.decode()
    waiting.refresh_from_db()
    assert waiting.status == VolunteerStatus.WAITING
    put_on_waiting_list(offer=first)
    waiting.refresh_from_db()
    assert waiting.status == VolunteerStatus.OFFERED
    assert accept_volunteer(offer=waiting).status == VolunteerStatus.ACCEPTED


def test_who_withdrew_or_was_thanked_is_left_in_peace(action: ActionPage, agent: User) -> None:
    offer = volunteer(action=action, agent=agent)
    withdraw(action=action, agent=agent)
    for verb in (accept_volunteer, put_on_waiting_list, thank_volunteer):
        with pytest.raises(NotVolunteeringError):
            verb(offer=offer)
    with pytest.raises(NotVolunteeringError):
        withdraw(action=action, agent=agent)
    thank_volunteer(offer=accept_volunteer(offer=volunteer(action=action, agent=agent)))
    assert volunteer(action=action, agent=agent).status == VolunteerStatus.DONE
    with pytest.raises(NotVolunteeringError):
        withdraw(action=action, agent=agent)
