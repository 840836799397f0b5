"""Following what one may read, and stopping."""

import pytest
from django.db import connection
from django.template import Context
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from portal.accounts.models import User
from projects.comments.services import post_comment
from projects.models import ActionPage
from projects.notifications.enums import FollowKind
from projects.notifications.following import TARGETS_PER_PAGE
from projects.notifications.models import Follow
from projects.notifications.services.following import follow, follow_along, unfollow
from projects.notifications.templatetags.notification_tags import follow_button
from projects.proposals.services import propose
from projects.volunteering.services import volunteer
from search.models import SavedSearch
from tests.factories import (
    ActionPageFactory,
    CommentFactory,
    EditorialPageFactory,
    ProposalIndexPageFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def address(kind: FollowKind, key: int) -> str:
    return reverse("notifications:follow", args=[kind.value, key])


def target(kind: FollowKind, action: ActionPage, agent: User) -> int:
    match kind:
        case FollowKind.THEME:
            return action.theme_id
        case FollowKind.PERSON:
            return UserFactory(first_name="Solène").pk
        case FollowKind.SEARCH:
            return SavedSearch.objects.create(agent=agent, name="Ponts", address="q=pont").pk
    return action.pk


@pytest.mark.parametrize("kind", FollowKind)
def test_following_and_stopping(kind: FollowKind, client: Client, agent: User, action: ActionPage) -> None:
    key = target(kind, action, agent)
    for _twice in range(2):
        assert client.post(address(kind, key)).status_code == 302
    assert Follow.objects.by(agent).get().target_id == key
    listed = client.get(reverse("notifications:following")).content.decode()
    assert f'action="{address(kind, key)}"' in listed
    for _twice in range(2):
        response = client.post(address(kind, key), {"stop": "1", "from_list": "1"})
        assert response.headers["Location"] == reverse("notifications:following")
    assert not Follow.objects.by(agent).exists()
    assert address(kind, key) not in client.get(reverse("notifications:following")).content.decode()


@pytest.mark.parametrize("data", [{}, {"stop": "1"}])
def test_the_button_leaves_the_focus_to_htmx_which_finds_it_by_its_id(
    data: dict[str, str], client: Client, action: ActionPage
) -> None:
    htmx = {"HX-Request": "true"}
    button = f'id="suivre-conversation-{action.pk}"'
    for answer in (
        client.get(action.url, headers=htmx),
        client.post(address(FollowKind.CONVERSATION, action.pk), data, headers=htmx),
    ):
        html = answer.content.decode()
        assert html.count(button) == 1
        assert "autofocus" not in html


def test_after_a_verb_the_button_says_what_is_followed_now(agent: User, action: ActionPage) -> None:
    request = RequestFactory().post("/")
    request.user = User.objects.get(pk=agent.pk)  # loaded before the verb
    context = Context({"request": request})
    follow_along(agent=agent, kind=FollowKind.ACTION, key=action.pk)
    assert follow_button(context, "action", action.pk)["is_followed"]
    unfollow(agent=agent, kind=FollowKind.ACTION, key=action.pk)
    assert not follow_button(context, "action", action.pk)["is_followed"]


def test_who_takes_part_follows_before_the_page_answers(agent: User, action: ActionPage) -> None:
    post_comment(page=action, author=agent, text="Un avis.")
    volunteer(action=action, agent=agent)
    index = ProposalIndexPageFactory(parent=action.project)
    proposal = propose(index=index, author=agent, title="Un potager", why="Pour tous.", theme=action.theme)
    # What waits for the commit, or for workers, is not done in this test.
    assert {(row.kind, row.target_id) for row in Follow.objects.by(agent)} == {
        (FollowKind.CONVERSATION, action.pk),
        (FollowKind.ACTION, action.pk),
        (FollowKind.CONVERSATION, proposal.pk),
    }


@pytest.mark.parametrize("kind", FollowKind)
def test_what_one_may_not_read_cannot_be_followed(
    kind: FollowKind, client: Client, action: ActionPage
) -> None:
    other = UserFactory(is_active=False)
    keys = {
        FollowKind.PERSON: other.pk,
        FollowKind.SEARCH: SavedSearch.objects.create(agent=other, name="À lui", address="q=pont").pk,
        FollowKind.THEME: action.theme_id,
    }
    PageViewRestriction.objects.create(page=action.project, restriction_type=PageViewRestriction.GROUPS)
    assert client.post(address(kind, keys.get(kind, action.pk))).status_code == 404
    assert client.post(address(kind, 999_999)).status_code == 404
    assert not Follow.objects.exists()


def test_an_unknown_kind_is_not_found(client: Client, action: ActionPage) -> None:
    assert client.post(f"/mon-espace/notifications/suivre/tout/{action.pk}/").status_code == 404


def test_a_page_without_comments_has_no_conversation(client: Client) -> None:
    assert client.post(address(FollowKind.CONVERSATION, EditorialPageFactory().pk)).status_code == 404


def test_the_action_page_says_whether_i_follow(client: Client, action: ActionPage) -> None:
    assert "Suivre" in client.get(action.get_url()).content.decode()
    response = client.post(address(FollowKind.ACTION, action.pk), headers={"hx-request": "true"})
    fragment = response.content.decode()
    assert fragment.count("<form") == 1
    assert 'name="stop"' in fragment
    html = client.get(action.get_url()).content.decode()
    assert f'action="{address(FollowKind.ACTION, action.pk)}"' in html
    assert "Vous suivez" in html


def test_the_list_names_nothing_that_one_may_not_read_any_more(
    client: Client, agent: User, action: ActionPage
) -> None:
    closed = ActionPageFactory(title="Réservée")
    for page in (action, closed):
        follow(agent=agent, kind=FollowKind.ACTION, key=page.pk)
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.GROUPS)
    html = client.get(reverse("notifications:following")).content.decode()
    assert "Le parapheur" in html
    assert "Réservée" not in html


def test_the_cost_does_not_grow(client: Client, agent: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("notifications:following"))
        return len(captured)

    for _more in range(2):
        follow(agent=agent, kind=FollowKind.ACTION, key=ActionPageFactory().pk)
    queries()
    few = queries()
    for _more in range(10):
        follow(agent=agent, kind=FollowKind.ACTION, key=ActionPageFactory().pk)
        follow(agent=agent, kind=FollowKind.THEME, key=ActionPageFactory().theme_id)
    queries()  # makes again what is kept for all readers
    assert queries() == few


def test_the_page_of_a_colleague_shows_what_i_may_read(client: Client, colleague: User) -> None:
    closed = ActionPageFactory(title="Réservée")
    CommentFactory(author=colleague, text="Pour tous")
    CommentFactory(author=colleague, page=closed, text="Entre nous")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.GROUPS)
    html = client.get(reverse("notifications:agent", args=[colleague.pk])).content.decode()
    assert "Pour tous" in html
    assert "Entre nous" not in html
    assert address(FollowKind.PERSON, colleague.pk) in html


def test_a_departed_colleague_has_no_page(client: Client) -> None:
    gone = UserFactory(is_active=False, pseudonymised_at=timezone.now())
    assert client.get(reverse("notifications:agent", args=[gone.pk])).status_code == 404


def test_the_list_has_pages(client: Client, agent: User) -> None:
    for _each in range(TARGETS_PER_PAGE + 2):
        follow(agent=agent, kind=FollowKind.PERSON, key=UserFactory().pk)
    listed = [
        client.get(reverse("notifications:following") + query).content.decode().count("followed__one")
        for query in ("", "?page=2", "?page=9")
    ]
    assert listed == [TARGETS_PER_PAGE, 2, 2]
