"""The lists of volunteers, of offers and of contributions have pages: what they cost does not grow."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.models import User
from projects.models import ActionPage
from projects.volunteering.models import Contribution, VolunteerHours
from projects.volunteering.rosters import VOLUNTEERS_PER_PAGE
from projects.volunteering.views.contributions import ENTRIES_PER_PAGE
from projects.volunteering.views.mine import ACTIONS_PER_PAGE, OFFERS_PER_PAGE
from tests.factories import ActionPageFactory, UserFactory, VolunteerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SignIn = Callable[[User], Client]
TODAY = "2026-11-30"


def pages(client: Client, url: str) -> tuple[str, str]:
    """Return the first and the second page of a list."""
    return client.get(url).content.decode(), client.get(url, {"page": "2"}).content.decode()


def cost(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_the_volunteers_of_an_action(action: ActionPage, sign_in: SignIn) -> None:
    lead = sign_in(action.lead_person)
    url = reverse("volunteering:volunteers", args=[action.pk])
    VolunteerFactory(action=action)
    before = cost(lead, url)
    for number in range(VOLUNTEERS_PER_PAGE + 1):
        offer = VolunteerFactory(action=action, agent=UserFactory(last_name=f"Nom{number:03}"))
    VolunteerHours.objects.create(volunteer=offer, date=TODAY, hours=2)
    assert cost(lead, url) <= before + 1
    first, second = pages(lead, url)
    assert first.count('<li class="offer">') == VOLUNTEERS_PER_PAGE
    assert second.count('<li class="offer">') == 2
    assert str(offer.agent) in second
    # The figures, the export and the message are about all of them.
    assert f"({VOLUNTEERS_PER_PAGE + 2})" in first
    assert lead.get(url).context["roster"].hours == 2
    export = lead.get(url, {"export": "csv"}).content.decode("utf-8-sig")
    assert export.count("@") == VOLUNTEERS_PER_PAGE + 2


def test_a_message_to_many_names_the_first_ones(action: ActionPage, sign_in: SignIn) -> None:
    VolunteerFactory.create_batch(60, action=action)
    html = (
        sign_in(action.lead_person)
        .get(reverse("volunteering:write_to_volunteers", args=[action.pk]))
        .content.decode()
    )
    assert "60" in html
    assert html.count("<bdi>") == 50


def test_my_offers(agent: User, client: Client) -> None:
    url = reverse("volunteering:my_volunteering")
    VolunteerFactory(agent=agent)
    before = cost(client, url)
    plan = ActionPage.objects.get().get_parent()
    for _number in range(OFFERS_PER_PAGE):
        VolunteerFactory(agent=agent, action=ActionPageFactory(parent=plan))
    assert cost(client, url) <= before
    first, second = pages(client, url)
    assert (first.count('<li class="offer">'), second.count('<li class="offer">')) == (OFFERS_PER_PAGE, 1)


def test_the_actions_that_i_lead(agent: User, client: Client) -> None:
    url = reverse("volunteering:led_volunteers")
    action = ActionPageFactory(seeking_volunteers=True, lead_person=agent)
    before = cost(client, url)
    for _number in range(ACTIONS_PER_PAGE):
        ActionPageFactory(parent=action.get_parent(), seeking_volunteers=True, lead_person=agent)
    assert cost(client, url) <= before
    first, second = pages(client, url)
    assert (first.count('<th scope="row">'), second.count('<th scope="row">')) == (ACTIONS_PER_PAGE, 1)


def test_the_contributions_of_a_project(action: ActionPage, client: Client) -> None:
    project = action.project
    url = reverse("volunteering:contributions", args=[project.pk])
    Contribution.objects.create(project=project, action=action, date=TODAY, hours=1)
    before = cost(client, url)
    for _number in range(ENTRIES_PER_PAGE):
        other = ActionPageFactory(parent=action.get_parent())
        Contribution.objects.create(project=project, action=other, date=TODAY, hours=2)
    assert cost(client, url) <= before
    first, second = pages(client, url)
    assert (first.count('<th scope="row">'), second.count('<th scope="row">')) == (ENTRIES_PER_PAGE, 1)
    export = client.get(url, {"export": "csv"}).content.decode("utf-8-sig")
    assert len(export.splitlines()) == ENTRIES_PER_PAGE + 2
