"""What the action page costs the database."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import User
from projects.models import ActionPage
from projects.participation.models import Comment
from tests.factories import CommentFactory, ServiceFactory, UserFactory, VolunteerFactory
from tests.moderation import fold

pytestmark = pytest.mark.django_db
BUDGET = 12


def count(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def add_comments(action: ActionPage, total: int, viewer: User) -> None:
    """Of every state: answered, edited, deleted, masked, the viewer's own."""
    authors = [viewer, *(UserFactory(service=ServiceFactory()) for _author in range(5))]
    for number in range(total // 4):
        first = CommentFactory(page=action, author=authors[number % 6])
        second = CommentFactory(page=action, parent=first, depth=2, author=authors[(number + 1) % 6])
        third = CommentFactory(page=action, parent=second, depth=3, author=authors[(number + 2) % 6])
        CommentFactory(page=action, author=authors[(number + 3) % 6], edited_at=first.created_at)
        if number % 3 == 1:
            Comment.objects.filter(pk=first.pk).update(deleted_at=first.created_at)
        if number % 3 == 2:
            fold(third, reasoning="Article 3")


def test_the_action_page_costs_the_same_with_20_and_200_comments(
    client: Client, agent: User, action: ActionPage
) -> None:
    for _volunteer in range(3):
        VolunteerFactory(action=action, agent=UserFactory(service=ServiceFactory()))
    client.get(action.get_url())  # what is read once per process
    add_comments(action, 20, agent)
    with_20 = count(client, action.get_url())
    add_comments(action, 180, agent)
    html = client.get(action.get_url()).content.decode()
    assert html.count('<article class="comment"') == 200
    assert count(client, action.get_url()) == with_20 <= BUDGET
