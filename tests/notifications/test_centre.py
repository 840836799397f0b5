"""The centre: what one is told, as long as one may read it."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from portal.accounts.models import User
from projects.comments.services import delete_comment
from projects.models import ActionPage
from projects.notifications.enums import FollowKind
from projects.notifications.models import Notification
from projects.notifications.services.following import follow
from tests.factories import ActionPageFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

CENTRE = "/mon-espace/notifications/"
CommentBy = Callable[..., object]


def read(client: Client, query: str = "") -> str:
    response = client.get(CENTRE + query)
    assert response.status_code == 200
    return response.content.decode()


def test_comments_of_a_page_are_told_together(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy, client: Client
) -> None:
    for number in range(5):
        last = comment_by(colleague, action, text=f"Avis numéro {number}")
    html = read(client)
    assert html.count("told__group--new") == 1
    assert "5 nouveaux commentaires" in html
    assert "Solène Garance a commenté" in html
    assert "Avis numéro 4" in html
    assert "Avis numéro 1" not in html
    assert "et 2 autres" in html
    assert f'href="{last.get_absolute_url()}"' in html


def test_nothing_is_told_of_what_was_withdrawn_or_closed_since(
    follower: User, colleague: User, comment_by: CommentBy, action: ActionPage, client: Client
) -> None:
    withdrawn, closed = ActionPageFactory(title="Retirée"), ActionPageFactory(title="Réservée")
    kept = comment_by(colleague, action, text="Gardé")
    gone = comment_by(colleague, action, text="Regretté")
    for page in (withdrawn, closed):
        follow(agent=follower, kind=FollowKind.CONVERSATION, key=page.pk)
        comment_by(colleague, page, text=f"Sur {page.title}")
    html = read(client)
    assert all(text in html for text in ("Gardé", "Regretté", "Retirée", "Réservée"))
    delete_comment(comment=gone)
    withdrawn.unpublish()
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.GROUPS)
    html = read(client)
    assert kept.text in html
    assert not [text for text in ("Regretté", "Retirée", "Réservée") if text in html]


def test_reading_a_thread_and_reading_everything(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy, client: Client
) -> None:
    other = ActionPageFactory(title="La navette")
    follow(agent=follower, kind=FollowKind.CONVERSATION, key=other.pk)
    for page in (action, other):
        comment_by(colleague, page)
    assert read(client).count("told__group--new") == 2
    response = client.post(reverse("notifications:read_thread"), {"thread": f"page:{action.pk}"})
    assert response.headers["Location"] == CENTRE
    html = read(client)
    assert html.count("told__group--new") == 1
    assert "Le parapheur" in html
    assert (
        "Tout est marqué comme lu."
        in client.post(reverse("notifications:read_all"), follow=True).content.decode()
    )
    assert "told__group--new" not in read(client)
    assert not Notification.objects.unread().exists()


def test_one_does_not_read_in_the_name_of_another(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy, sign_in: Callable
) -> None:
    comment_by(colleague, action)
    other = sign_in(UserFactory())
    other.post(reverse("notifications:read_thread"), {"thread": f"page:{action.pk}"})
    other.post(reverse("notifications:read_all"))
    assert Notification.objects.to(follower).unread().count() == 1
    assert "Le parapheur" not in read(other)


def test_a_plain_visit_marks_nothing(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy, client: Client
) -> None:
    comment_by(colleague, action)
    for name in ("centre", "read_all", "read_thread"):
        client.get(reverse(f"notifications:{name}"))
    assert Notification.objects.unread().count() == 1


def test_nothing_new(client: Client) -> None:
    assert "Rien de nouveau pour vous." in read(client)


@pytest.mark.long
def test_the_cost_does_not_grow(
    follower: User, colleague: User, comment_by: CommentBy, client: Client
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            read(client)
        return len(captured)

    def follow_and_comment(pages: int) -> None:
        for _page in range(pages):
            page = ActionPageFactory()
            follow(agent=follower, kind=FollowKind.CONVERSATION, key=page.pk)
            for number in range(4):
                comment_by(UserFactory(), page, text=f"Avis {number}")

    follow_and_comment(1)
    read(client)
    few = queries()
    follow_and_comment(24)
    read(client)  # makes again what is kept for all readers
    assert queries() == few
    assert "?page=2" in read(client)
    assert read(client, "?page=2").count("told__group--new") == 5


def test_a_group_may_read(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy, client: Client
) -> None:
    group = Group.objects.get(name="Comité de pilotage")
    PageViewRestriction.objects.create(page=action, restriction_type=PageViewRestriction.GROUPS).groups.add(
        group
    )
    follower.groups.add(group)
    comment_by(colleague, action)
    assert "Le parapheur" in read(client)


def test_few_are_read_at_once_and_all_are_counted(
    follower: User,
    colleague: User,
    action: ActionPage,
    comment_by: CommentBy,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = ActionPageFactory(title="La navette")
    follow(agent=follower, kind=FollowKind.CONVERSATION, key=other.pk)
    for page, count in ((other, 2), (action, 5)):
        for _each in range(count):
            comment_by(colleague, page)
    monkeypatch.setattr("projects.notifications.groups.READ", 3)
    html = read(client)
    assert "5 nouveaux commentaires" in html
    assert "2 nouveaux commentaires" in html
    monkeypatch.setattr("projects.notifications.groups.GROUPS_PER_PAGE", 1)
    first, second = read(client), read(client, "?page=2")
    assert "5 nouveaux commentaires" in first
    assert "La navette" not in first
    assert "2 nouveaux commentaires" in second
