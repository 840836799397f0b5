"""What holds when several people click at the same moment: real threads on a real database."""

from collections import Counter
from collections.abc import Iterator

import pytest

from projects.models import ActionPage
from projects.participation.enums import VolunteerStatus
from projects.participation.models import Comment, Volunteer
from projects.participation.services import post_comment, volunteer
from tests.factories import ActionPageFactory, UserFactory
from tests.simultaneous import together

AGENTS = 8


@pytest.fixture
def plan(shared_database: None) -> Iterator[tuple[ActionPage, list]]:
    """An action with three places, and agents, committed."""

    def make() -> tuple[ActionPage, list]:
        action = ActionPageFactory(seeking_volunteers=True)
        return action, [UserFactory() for _agent in range(AGENTS)]

    [(action, agents)] = together(make)
    yield action, agents

    def remove() -> None:
        Comment.objects.filter(page=action).delete()
        action.project.delete()
        for agent in agents:
            agent.delete()

    together(remove)


def test_places_hold_when_everybody_volunteers_at_once(plan: tuple[ActionPage, list]) -> None:
    action, agents = plan
    together(*(lambda agent=agent: volunteer(action=action, agent=agent) for agent in agents))
    [statuses] = together(lambda: list(action.volunteers.values_list("status", flat=True)))
    assert Counter(statuses) == {VolunteerStatus.OFFERED: 3, VolunteerStatus.WAITING: AGENTS - 3}


def test_one_impatient_agent_volunteers_once(plan: tuple[ActionPage, list]) -> None:
    action, [agent, *_others] = plan
    offers = together(*[lambda: volunteer(action=action, agent=agent).pk] * 4)
    assert len(set(offers)) == 1
    [total] = together(lambda: Volunteer.objects.filter(action=action).count())
    assert total == 1


def test_the_same_form_sent_at_the_same_moment_posts_once(plan: tuple[ActionPage, list]) -> None:
    action, [agent, *_others] = plan
    submission = Comment._meta.get_field("submission").get_default()

    def post() -> int:
        return post_comment(page=action, author=agent, text="Une fois", submission=submission).pk

    assert len(set(together(*[post] * 4))) == 1
    [total] = together(lambda: Comment.objects.filter(page=action).count())
    assert total == 1
