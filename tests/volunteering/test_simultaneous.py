"""What holds when several people click at the same moment: real threads on a real database."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from django.db import connection

from portal.common.errors import RefusalError
from projects.models import ActionPage
from projects.volunteering.enums import VolunteerStatus
from projects.volunteering.models import Volunteer
from projects.volunteering.services import accept_volunteer, volunteer, withdraw
from tests.factories import ActionPageFactory, UserFactory
from tests.simultaneous import together
from tests.taking_part import AGENTS


def test_places_hold_when_everybody_volunteers_at_once(plan: tuple[ActionPage, list]) -> None:
    action, agents = plan
    together(*(lambda agent=agent: volunteer(action=action, agent=agent) for agent in agents))
    [statuses] = together(lambda: list(action.volunteers.values_list("status", flat=True)))
    assert Counter(statuses) == {VolunteerStatus.OFFERED: 3, VolunteerStatus.WAITING: AGENTS - 3}


# Fifty agents, and how often they try: a round on SQLite, where writers queue, takes far longer.
CROWD = 50
ROUNDS = 20 if connection.vendor == "postgresql" else 2


@pytest.fixture
def crowd(shared_database: None) -> Iterator[tuple[ActionPage, list]]:
    """A call for three volunteers and fifty agents, committed."""

    def make() -> tuple[ActionPage, list]:
        return ActionPageFactory(seeking_volunteers=True), [UserFactory() for _agent in range(CROWD)]

    [(action, agents)] = together(make)
    yield action, agents

    def remove() -> None:
        action.project.delete()
        for agent in agents:
            agent.delete()

    together(remove)


def statuses_of(action: ActionPage) -> Counter:
    [statuses] = together(lambda: list(action.volunteers.values_list("status", flat=True)))
    return Counter(statuses)


def attempt(verb: Callable[..., Volunteer], **parameters: object) -> None:
    """Some come too late, and are told so."""
    with suppress(RefusalError):
        verb(**parameters)


@pytest.mark.long
def test_exactly_as_many_places_as_the_call_has_for_fifty_at_once(crowd: tuple) -> None:
    """Fifty offer; everybody is accepted twice at once; those who hold a place withdraw at once."""
    action, agents = crowd
    for _round in range(ROUNDS):
        together(*(lambda agent=agent: volunteer(action=action, agent=agent) for agent in agents))
        assert statuses_of(action) == {VolunteerStatus.OFFERED: 3, VolunteerStatus.WAITING: CROWD - 3}
        [offers] = together(lambda: list(action.volunteers.all()))
        together(*(lambda offer=offer: attempt(accept_volunteer, offer=offer) for offer in offers))
        assert statuses_of(action) == {VolunteerStatus.ACCEPTED: 3, VolunteerStatus.WAITING: CROWD - 3}
        leaving = [offer.agent_id for offer in offers if offer.status == VolunteerStatus.OFFERED]
        together(
            *(
                lambda agent=agent: attempt(withdraw, action=action, agent=agent)
                for agent in agents
                if agent.pk in leaving
                for _click in range(2)
            )
        )
        assert statuses_of(action) == {
            VolunteerStatus.OFFERED: 3,
            VolunteerStatus.WAITING: CROWD - 6,
            VolunteerStatus.WITHDRAWN: 3,
        }
        together(lambda: action.volunteers.all().delete())


def test_one_impatient_agent_volunteers_once(plan: tuple[ActionPage, list]) -> None:
    action, [agent, *_others] = plan
    offers = together(*[lambda: volunteer(action=action, agent=agent).pk] * 4)
    assert len(set(offers)) == 1
    [total] = together(lambda: Volunteer.objects.filter(action=action).count())
    assert total == 1
