"""Who is told of what, once."""

import datetime
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from portal.accounts.models import User
from portal.common.access import readers, user_can_view
from projects.comments.models import MAX_DEPTH
from projects.comments.services import delete_comment, give_official_answer
from projects.models import ActionPage
from projects.notifications.audience import denied_to, request_of
from projects.notifications.enums import FollowKind, Frequency
from projects.notifications.kinds.base import KINDS, Event
from projects.notifications.models import Follow, Notification
from projects.notifications.services.following import follow, unfollow
from projects.notifications.services.notifying import notify
from projects.notifications.services.settings import save_settings
from projects.services import report_progress
from projects.volunteering.services import volunteer
from tests.factories import ActionPageFactory, CommentFactory, UserFactory

from .conftest import received

pytestmark = [pytest.mark.django_db, pytest.mark.database]

CommentBy = Callable[..., object]


def test_a_comment_is_told_to_who_follows_the_conversation(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy
) -> None:
    comment_by(colleague, action)
    assert received(follower) == ["comment"]
    assert received(colleague) == []


def test_nobody_is_told_of_their_own_comment(
    follower: User, action: ActionPage, comment_by: CommentBy
) -> None:
    comment_by(follower, action)
    assert received(follower) == []


def test_one_is_told_once_for_the_best_reason(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy
) -> None:
    follow(agent=follower, kind=FollowKind.PERSON, key=colleague.pk)
    mine = CommentFactory(page=action, author=follower)
    answer = comment_by(colleague, action, parent=mine)
    assert received(follower) == ["reply"]
    notify(
        event=Event(f"comment:{answer.pk}", answer.pk, page=action, comment=answer),
        recipients={follower.pk: KINDS["comment"]},
    )
    assert received(follower) == ["reply"]


def test_below_the_last_level_whoever_was_really_answered_is_told_so(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy
) -> None:
    second = CommentFactory(page=action, parent=CommentFactory(page=action), depth=MAX_DEPTH - 1)
    third = CommentFactory(page=action, author=follower, parent=second, depth=MAX_DEPTH)
    comment_by(colleague, action, parent=third)
    assert received(follower) == ["reply"]
    assert received(second.author) == []


def test_who_is_named_is_told_so(
    agent: User, colleague: User, action: ActionPage, comment_by: CommentBy
) -> None:
    agent.first_name, agent.last_name = "Nour", "Tassaint"
    agent.save()
    follow(agent=agent, kind=FollowKind.CONVERSATION, key=action.pk)
    comment_by(colleague, action, text="Qu’en dit @Nour Tassaint ?")
    assert received(agent) == ["mention"]


def test_an_official_answer_takes_the_place_of_the_comment_that_nobody_has_read(
    follower: User,
    colleague: User,
    action: ActionPage,
    comment_by: CommentBy,
    django_capture_on_commit_callbacks: Callable,
) -> None:
    asking = UserFactory()
    question = CommentFactory(page=action, author=asking)
    answer = comment_by(colleague, action, parent=question)
    assert (received(follower), received(asking)) == (["comment"], ["reply"])
    with django_capture_on_commit_callbacks(execute=True):
        give_official_answer(comment=answer)
    assert (received(follower), received(asking)) == (["official_answer"], ["answered_officially"])
    assert received(colleague) == []


def test_a_better_reason_that_comes_later_replaces_the_first(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy
) -> None:
    comment = comment_by(colleague, action)
    event = Event(f"comment:{comment.pk}", comment.pk, page=action, comment=comment)
    notify(event=event, recipients={follower.pk: KINDS["reply"]})
    assert received(follower) == ["reply"]
    assert Notification.objects.get().category == "answers"


def test_who_comments_follows_the_conversation(
    colleague: User, agent: User, action: ActionPage, comment_by: CommentBy
) -> None:
    comment_by(agent, action)
    comment_by(colleague, action)
    assert received(agent) == ["comment"]


def test_who_stopped_following_is_not_made_to_follow_again(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy
) -> None:
    unfollow(agent=follower, kind=FollowKind.CONVERSATION, key=action.pk)
    comment_by(follower, action)
    comment_by(colleague, action)
    assert received(follower) == []
    follow(agent=follower, kind=FollowKind.CONVERSATION, key=action.pk)
    comment_by(colleague, action, text="Un autre.")
    assert received(follower) == ["comment"]
    assert Follow.objects.filter(agent=follower).count() == 1


def test_the_lead_person_is_told_of_comments_and_volunteers(
    agent: User, colleague: User, comment_by: CommentBy, django_capture_on_commit_callbacks: Callable
) -> None:
    action = ActionPageFactory(lead_person=agent, seeking_volunteers=True)
    comment_by(colleague, action)
    with django_capture_on_commit_callbacks(execute=True):
        volunteer(action=action, agent=colleague)
    assert received(agent) == ["on_my_action", "volunteer_joined"]
    assert Follow.objects.of(FollowKind.ACTION, action.pk).agents() == {colleague.pk}


@pytest.mark.parametrize("kind", [FollowKind.ACTION, FollowKind.THEME])
def test_progress_is_told_to_who_follows_the_action_or_its_theme(
    kind: FollowKind,
    agent: User,
    action: ActionPage,
    django_capture_on_commit_callbacks: Callable,
) -> None:
    follow(agent=agent, kind=kind, key=action.pk if kind == FollowKind.ACTION else action.theme_id)
    with django_capture_on_commit_callbacks(execute=True):
        report_progress(
            action=action, status="in_progress", progress=60, note="Deux services", author=UserFactory()
        )
    assert received(agent) == ["progress"]


def test_what_is_recorded_afterwards_is_not_news(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy
) -> None:
    comment_by(colleague, action, created_at=timezone.now() - datetime.timedelta(days=31))
    assert received(follower) == []


def test_closed_accounts_are_told_nothing(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy
) -> None:
    User.objects.filter(pk=follower.pk).update(is_active=False)
    comment_by(colleague, action)
    assert received(follower) == []


def test_who_may_not_read_the_page_is_told_nothing(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy
) -> None:
    member = UserFactory(groups=["Comité de pilotage"])
    follow(agent=member, kind=FollowKind.CONVERSATION, key=action.pk)
    restriction = PageViewRestriction.objects.create(
        page=action.get_parent(), restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.set(member.groups.all())
    comment_by(colleague, action)
    assert (received(follower), received(member)) == ([], ["comment"])


def test_readers_are_whom_a_request_lets_in_a_request_says(action: ActionPage, agent: User) -> None:
    member, root = UserFactory(groups=["Modération"]), UserFactory(is_superuser=True)
    keys = {agent.pk, member.pk, root.pk}

    def allowed() -> set[int]:
        page = ActionPage.objects.get(pk=action.pk)
        found = set(readers(page, User.objects.filter(pk__in=keys)).values_list("pk", flat=True))
        denied = denied_to(User.objects.filter(pk__in=keys))
        # Those that a session without a password lets in, asked one by one, and many at once.
        alone = {
            agent for agent in User.objects.filter(pk__in=keys) if user_can_view(request_of(agent), page)
        }
        assert {agent.pk for agent in alone} == found
        assert {key for key, paths in denied.items() if not page.path.startswith(paths)} == found
        return found

    assert allowed() == keys
    restriction = PageViewRestriction.objects.create(page=action, restriction_type=PageViewRestriction.LOGIN)
    assert allowed() == keys
    restriction.restriction_type = PageViewRestriction.GROUPS
    restriction.save()
    assert allowed() == {root.pk}
    restriction.groups.set(member.groups.all())
    assert allowed() == {root.pk, member.pk}
    # Beside ten thousand pages, the tree is not read once for each person.
    assert '"wagtailcore_page"' not in str(readers(action, User.objects.all()).query)
    PageViewRestriction.objects.create(
        page=action.get_parent(), restriction_type=PageViewRestriction.PASSWORD, password="x"
    )
    assert allowed() == set()


def test_notifying_many_costs_as_many_queries_as_notifying_few(
    colleague: User, action: ActionPage, comment_by: CommentBy
) -> None:
    def queries(followers: int) -> int:
        for _follower in range(followers):
            follow(agent=UserFactory(), kind=FollowKind.CONVERSATION, key=action.pk)
        with CaptureQueriesContext(connection) as captured:
            comment_by(colleague, action)
        return len(captured)

    queries(2)
    assert queries(1) == queries(40)
    assert Notification.objects.count() == 2 + 3 + 43


def test_who_wants_no_mail_about_something_gets_none_when_they_change_their_mind(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy
) -> None:
    save_settings(agent=follower, frequencies={"conversations": Frequency.NONE}, hours={})
    comment_by(colleague, action)
    save_settings(agent=follower, frequencies={"conversations": Frequency.AT_ONCE}, hours={})
    assert not Notification.objects.waiting().exists()
    comment_by(colleague, action, text="Un autre.")
    assert Notification.objects.waiting().count() == 1


def test_the_bell_counts_what_can_still_be_read(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy, client: Client
) -> None:
    def bell() -> str:
        html = client.get("/mon-espace/").content.decode()
        return html.partition('class="bell__count" aria-hidden="true">')[2].partition("<")[0]

    assert bell() == ""
    first, _second = comment_by(colleague, action), comment_by(colleague, action, text="Un autre.")
    assert bell() == "2"
    delete_comment(comment=first)
    assert bell() == "1"
    action.unpublish()
    assert bell() == ""
