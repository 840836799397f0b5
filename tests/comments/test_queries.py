"""What the action page costs the database."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import User
from projects.comments.models import Comment, Mention, Reaction
from projects.comments.threads import COMMENTS_SHOWN, THREADS_SHOWN
from projects.models import ActionPage
from tests.factories import (
    ActionPageFactory,
    CommentFactory,
    ServiceFactory,
    UserFactory,
    VolunteerFactory,
)
from tests.moderating import fold

pytestmark = [pytest.mark.django_db, pytest.mark.database]
BUDGET = 25


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


def add_many(action: ActionPage, total: int, author: User) -> None:
    """Half of them in threads of their own, half in one long thread, with reactions and mentions."""
    first = CommentFactory(page=action, author=author)
    half = total // 2
    new = [Comment(page=action, author=author, text=f"Fil {number}", kind="idea") for number in range(half)]
    answers = [
        Comment(page=action, author=author, parent=first, depth=2, thread=first.thread, text=f"Réponse {n}")
        for n in range(total - half - 1)
    ]
    made = Comment.objects.bulk_create(new + answers)
    Reaction.objects.bulk_create(Reaction(comment=comment, agent=author, kind="agree") for comment in made)
    Mention.objects.bulk_create(Mention(comment=comment, agent=author, written="Un Nom") for comment in made)
    if connection.vendor == "postgresql":  # its planner knows nothing yet of rows that only this test sees
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE comments_comment, comments_reaction, comments_mention")


def test_any_view_of_500_comments_costs_what_it_costs_with_50(
    client: Client, agent: User, action: ActionPage
) -> None:
    few, many = (
        action,
        ActionPageFactory(parent=action.get_parent(), theme=action.theme, seeking_volunteers=True),
    )
    client.get(few.get_url())  # what is read once per process
    counts = []
    for page, total in ((few, 50), (many, 500)):
        add_many(page, total, UserFactory(service=ServiceFactory()))
        first = page.portal_comments.order_by("pk").first()
        last = page.portal_comments.order_by("pk").last()
        views = [
            "", "?tri-commentaires=anciens", "?tri-commentaires=discutes", "?genre-commentaires=idea",
            f"?apres={first.pk + 25}", f"?fil={first.pk}&apres={last.pk - 10}", f"?fil={last.pk}",
        ]  # fmt: skip
        pages = [client.get(page.get_url() + query).content.decode() for query in views]
        assert all(f"{total} commentaires" in re.sub("[\u202f\xa0]", "", html) for html in pages)
        assert all(html.count('<article class="comment') <= COMMENTS_SHOWN for html in pages)
        counts.append([count(client, page.get_url() + query) for query in views])
    with_50, with_500 = counts
    # What a list begins with is kept; what follows it, and a thread alone, is read.
    assert with_500[:4] == with_50[:4] == [with_50[0]] * 4
    assert max(with_500) <= BUDGET


def test_the_action_page_costs_the_same_with_20_and_200_comments(
    client: Client, agent: User, action: ActionPage
) -> None:
    for _volunteer in range(3):
        VolunteerFactory(action=action, agent=UserFactory(service=ServiceFactory()))
    client.get(action.get_url())  # what is read once per process
    add_comments(action, 20, agent)
    client.get(action.get_url())  # makes again what is kept for all readers
    with_20 = count(client, action.get_url())
    add_comments(action, 180, agent)
    html = client.get(action.get_url()).content.decode()
    assert html.count('<article class="comment"') == 2 * THREADS_SHOWN
    assert count(client, action.get_url()) == with_20 <= BUDGET
