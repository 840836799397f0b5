"""An action that takes comments and volunteers, and the agents who take part."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from projects.comments.models import Comment
from projects.models import ActionPage
from tests.factories import ActionPageFactory, UserFactory
from tests.simultaneous import together

AGENTS = 8  # at the same moment


@pytest.fixture
def action(db: None) -> ActionPage:
    return ActionPageFactory(seeking_volunteers=True, lead_person=UserFactory(first_name="Solène"))


@pytest.fixture
def client(agent, sign_in: Callable) -> Client:
    """Signed in as `agent`."""
    return sign_in(agent)


@pytest.fixture
def plan(shared_database: None) -> Iterator[tuple[ActionPage, list]]:
    """An action with three places, and agents, committed."""

    def make() -> tuple[ActionPage, list]:
        action = ActionPageFactory(seeking_volunteers=True)
        return action, [UserFactory() for _agent in range(AGENTS)]

    [(action, agents)] = together(make)
    yield action, agents

    def remove() -> None:
        Comment.objects.filter(page=action, parent__isnull=False).delete()
        Comment.objects.filter(page=action).delete()
        action.project.delete()
        for agent in agents:
            agent.delete()

    together(remove)
