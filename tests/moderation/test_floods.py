"""Undoing a flood of comments: one reasoned decision for each, told once, safe to kill, reversible."""

import datetime
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from portal.accounts.models import User
from portal.quotas.models import QuotaUse
from portal.tasks.running import run_what_waits
from projects.comments.enums import ModerationState
from projects.comments.models import Comment
from projects.comments.services import post_comment
from projects.models import ActionPage
from projects.moderation import floods
from projects.moderation.enums import ModerationOutcome
from projects.moderation.errors import NotSetByLawError, RuleNeededError
from projects.moderation.floods import Period, begin_flood, reverse_flood
from projects.moderation.models import Flood, ModerationDecision
from projects.moderation.services import lodge_appeal
from projects.notifications.enums import FollowKind
from projects.notifications.models import Notification
from projects.notifications.services.following import follow
from tests.factories import ActionPageFactory, CommentFactory, UserFactory
from tests.forms import read_form
from tests.moderating import decide, fold, rule

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SignIn = Callable[[User], Client]
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def moderator(db: None) -> User:
    return UserFactory(groups=["Modération"], last_name="Modératrice")


@pytest.fixture
def author(db: None) -> User:
    return UserFactory(last_name="Dupontel")


@pytest.fixture
def flood_of_four(author: User, action: ActionPage) -> list[Comment]:
    other = ActionPageFactory()
    return [CommentFactory(author=author, page=page) for page in (action, action, action, other)]


def last_hour(author: User) -> Period:
    now = timezone.now()
    return Period(author, now - HOUR, now)


def begin(author: User, moderator: User, **changes: object) -> Flood:
    given = {"outcome": "fold", "rule": rule(), "reasoning": "Cent fois le même texte", "message": "Assez."}
    return begin_flood(**({"period": last_hour(author), "moderator": moderator} | given | changes))


def states(author: User) -> list[str]:
    return list(
        Comment.objects.filter(author=author).order_by("pk").values_list("moderation_state", flat=True)
    )


def address(author: User) -> str:
    return reverse("moderation_flood_of", args=[author.pk])


# What is decided


def test_each_comment_gets_its_entry_its_trace_and_its_right_to_appeal(
    author: User, moderator: User, flood_of_four: list[Comment]
) -> None:
    flood = begin(author, moderator)
    assert states(author) == ["visible"] * 4  # nothing is done in the request
    decide_floods()
    assert states(author) == ["folded"] * 4
    entries = ModerationDecision.objects.filter(flood=flood)
    assert {entry.comment_id for entry in entries} == {comment.pk for comment in flood_of_four}
    assert {(entry.rule, entry.reasoning, entry.message) for entry in entries} == {
        (rule(), "Cent fois le même texte", "Assez.")
    }
    assert all(entry.is_appealable for entry in entries)
    appeal = lodge_appeal(decision=entries[0], appellant=author, text="Ce n’est pas la même chose.")
    assert appeal.decision.flood == flood
    flood.refresh_from_db()
    assert flood.finished_at is not None


def test_the_author_is_told_once_and_followers_not_at_all(
    author: User, moderator: User, action: ActionPage, django_capture_on_commit_callbacks: Callable
) -> None:
    follower = UserFactory()
    follow(agent=follower, kind=FollowKind.CONVERSATION, key=action.pk)
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(4):
            post_comment(page=action, author=author, text=f"Achetez ! {number}")
    assert Notification.objects.to(follower).published().count() == 4
    with django_capture_on_commit_callbacks(execute=True):
        begin(author, moderator)
        decide_floods()
    assert Notification.objects.to(follower).published().count() == 0  # what it says is masked
    [told] = Notification.objects.to(author)
    assert told.kind == "flood_moderated"
    assert not Notification.objects.filter(kind="moderated").exists()


def decide_floods(**sizes: int) -> None:
    """Decide what remains, as the job does, and tell it."""
    floods.decide_floods(**sizes)
    run_what_waits()


def test_the_notification_says_how_many_and_where_to_contest(
    author: User, moderator: User, flood_of_four: list[Comment], sign_in: SignIn
) -> None:
    begin(author, moderator)
    decide_floods()
    html = sign_in(author).get(reverse("notifications:centre")).content.decode()
    assert "4 de vos commentaires" in html
    assert "#mes-commentaires" in html


def test_what_is_of_another_period_or_person_or_decided_is_left(
    author: User, moderator: User, action: ActionPage
) -> None:
    old = CommentFactory(author=author, page=action, created_at=timezone.now() - 2 * HOUR)
    examined = CommentFactory(author=author, page=action)
    decide(examined, ModerationOutcome.LEAVE, reasoning="Respecte la charte")
    deleted = CommentFactory(author=author, page=action, deleted_at=timezone.now())
    neighbour = CommentFactory(page=action)
    flooded = CommentFactory(author=author, page=action)
    begin(author, moderator)
    decide_floods()
    for comment in (old, examined, deleted, neighbour):
        comment.refresh_from_db()
        assert comment.moderation_state == ModerationState.VISIBLE
    flooded.refresh_from_db()
    assert flooded.moderation_state == ModerationState.FOLDED


def test_what_concerns_the_moderator_or_is_closed_to_them_is_left_and_said(
    author: User, moderator: User, action: ActionPage, sign_in: SignIn
) -> None:
    theirs = CommentFactory(author=moderator, page=action)
    answer = CommentFactory(
        author=author, page=action, parent=theirs, answered=theirs, depth=2, text="Une réponse à vous"
    )
    closed = ActionPageFactory(title="Réservée à quelques-uns")
    PageViewRestriction.objects.create(page=closed, restriction_type="groups")
    CommentFactory(author=author, page=closed)
    CommentFactory(author=author, page=action)
    html = sign_in(moderator).get(address(author)).content.decode()
    assert "2 autres commentaires restent" in html
    assert "Une réponse à vous" not in html
    assert "Réservée à quelques-uns" not in html
    begin(author, moderator)
    decide_floods()
    answer.refresh_from_db()
    assert answer.moderation_state == ModerationState.VISIBLE
    assert sorted(states(author)) == ["folded", "visible", "visible"]


def test_what_is_posted_after_the_decision_is_left(
    author: User, moderator: User, action: ActionPage, flood_of_four: list[Comment]
) -> None:
    now = timezone.now()
    period = Period(author, now - datetime.timedelta(hours=1), now + datetime.timedelta(days=1))
    begin(author, moderator, period=period)
    later = CommentFactory(page=action, author=author, created_at=now + datetime.timedelta(minutes=1))
    decide_floods()
    later.refresh_from_db()
    assert later.moderation_state == ModerationState.VISIBLE
    assert ModerationDecision.objects.count() == 4


def test_a_flood_needs_a_rule_and_the_law_to_withdraw(author: User, moderator: User) -> None:
    with pytest.raises(RuleNeededError):
        begin(author, moderator, rule=None)
    with pytest.raises(NotSetByLawError):
        begin(author, moderator, outcome="withdraw")
    assert not Flood.objects.exists()


# Batches


def test_batches_are_bounded_and_nothing_is_decided_twice(
    author: User, moderator: User, flood_of_four: list[Comment]
) -> None:
    flood = begin(author, moderator)
    decide_floods(batch=3)
    assert ModerationDecision.objects.count() == 3
    assert not Notification.objects.exists()
    decide_floods(batch=3)
    flood.refresh_from_db()
    assert flood.finished_at is not None
    assert ModerationDecision.objects.count() == 4
    decide_floods(batch=3)
    assert ModerationDecision.objects.count() == 4
    assert Notification.objects.count() == 1


def test_a_run_that_ends_in_the_midst_is_finished_by_the_next(
    author: User, moderator: User, flood_of_four: list[Comment], monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(author, moderator)
    decided, moderate = [], floods.moderate_comment

    def break_at_the_third(**given: object) -> ModerationDecision:
        if len(decided) == 2:
            raise SystemExit
        decided.append(given)
        return moderate(**given)

    with monkeypatch.context() as broken:
        broken.setattr(floods, "moderate_comment", break_at_the_third)
        with pytest.raises(SystemExit):
            decide_floods()
    assert states(author) == ["visible"] * 4  # a batch is done as a whole
    decide_floods()
    assert states(author) == ["folded"] * 4
    assert ModerationDecision.objects.count() == 4


def test_a_moderator_who_left_decides_nothing_more(
    author: User, moderator: User, flood_of_four: list[Comment]
) -> None:
    flood = begin(author, moderator)
    User.objects.filter(pk=moderator.pk).update(is_active=False)
    decide_floods()
    flood.refresh_from_db()
    assert flood.finished_at is not None
    assert states(author) == ["visible"] * 4
    assert not Notification.objects.exists()


# Reversal


def test_a_flood_is_reversed_as_a_whole_except_what_was_decided_since(
    author: User, moderator: User, flood_of_four: list[Comment]
) -> None:
    flood = begin(author, moderator)
    decide_floods()
    again, contested = (Comment.objects.get(pk=comment.pk) for comment in flood_of_four[:2])
    fold(again, moderator=UserFactory(groups=["Modération"]))
    lodge_appeal(decision=contested.current_decision, appellant=author, text="Je conteste.")
    reverse_flood(flood=flood, moderator=moderator, reasoning="Ce n’était pas une rafale")
    decide_floods()
    # The first moderator does not decide the appeal; a second one does.
    assert states(author) == ["folded", "folded", "visible", "visible"]
    second = UserFactory(groups=["Modération"])
    reverse_flood(flood=flood, moderator=second, reasoning="Ce n’était pas une rafale")
    decide_floods()
    assert states(author) == ["folded", "visible", "visible", "visible"]
    contested.refresh_from_db()
    assert contested.current_decision.on_appeal.appellant == author
    assert Notification.objects.to(author).filter(kind="flood_moderated").count() == 3


# Screens


def test_a_moderator_decides_and_reverses_through_the_screens(
    author: User, moderator: User, flood_of_four: list[Comment], sign_in: SignIn
) -> None:
    client = sign_in(moderator)
    html = client.get(address(author)).content.decode()
    assert "4 commentaires" in html
    assert flood_of_four[3].page.title in html
    form = read_form(html, "decision")
    refused = client.post(address(author) + form.action, form.fields | {"reasoning": "De Dupontel"})
    html = refused.content.decode()
    assert "De Dupontel" in html  # what was typed stays
    assert not Flood.objects.exists()
    answer = client.post(
        address(author) + form.action,
        form.fields
        | {"outcome": "fold", "rule": rule().pk, "reasoning": "Cent fois le même texte", "confirmed": "on"},
    )
    flood = Flood.objects.get()
    assert answer.url == flood.get_absolute_url()
    assert "4 commentaires" in client.get(answer.url).content.decode()
    call_command("decide_floods")
    html = client.get(answer.url).content.decode()
    assert "4 décisions prises" in html
    form = read_form(html, "reversal")
    answer = client.post(flood.get_absolute_url(), form.fields | {"reasoning": "Une erreur"})
    call_command("decide_floods")
    assert states(author) == ["visible"] * 4
    assert "4 décisions prises" in client.get(answer.url).content.decode()


def test_more_comments_than_confirmed_are_shown_first(
    author: User, moderator: User, flood_of_four: list[Comment], sign_in: SignIn
) -> None:
    client = sign_in(moderator)
    html = client.get(address(author)).content.decode()
    form = read_form(html, "decision")
    CommentFactory(author=author, created_at=timezone.now() - HOUR)
    filled = form.fields | {
        "outcome": "fold",
        "rule": rule().pk,
        "reasoning": "Cent fois le même texte",
        "confirmed": "on",
    }
    html = client.post(address(author) + form.action, filled).content.decode()
    assert not Flood.objects.exists()
    assert "Il y a plus de commentaires" in html
    form = read_form(html, "decision")
    assert form.fields["count"] == "5"
    client.post(address(author) + form.action, filled | {"count": form.fields["count"]})
    assert Flood.objects.count() == 1


def test_the_same_form_sent_twice_decides_once(
    author: User, moderator: User, flood_of_four: list[Comment], sign_in: SignIn
) -> None:
    client = sign_in(moderator)
    html = client.get(address(author)).content.decode()
    form = read_form(html, "decision")
    filled = form.fields | {
        "outcome": "fold",
        "rule": rule().pk,
        "reasoning": "Cent fois le même texte",
        "confirmed": "on",
    }
    places = {client.post(address(author) + form.action, filled).url for _time in range(2)}
    assert places == {Flood.objects.get().get_absolute_url()}


@pytest.mark.parametrize("until", ["2020-01-01T10:00:00", "hier"])
def test_a_period_that_cannot_be_read_is_refused_kindly(
    until: str, author: User, moderator: User, flood_of_four: list[Comment], sign_in: SignIn
) -> None:
    response = sign_in(moderator).get(address(author), {"since": "2026-01-01T10:00:00", "until": until})
    assert response.status_code == 200
    assert response.context["count"] == 0
    assert response.context["period_form"].errors["until"]


def test_the_report_of_limits_and_the_case_lead_there(
    author: User, moderator: User, flood_of_four: list[Comment], sign_in: SignIn
) -> None:
    client = sign_in(moderator)
    QuotaUse.objects.create(agent=author, verb="comment", since=timezone.now(), times=30, refused=5)
    assert f"{address(author)}?since=" in client.get(reverse("quota_report")).content.decode()
    case = reverse("moderation_case", args=[flood_of_four[0].pk])
    assert address(author) in client.get(case).content.decode()
    assert "Depuis le début de la période comptée" in client.get(address(author)).content.decode()


def test_nobody_decides_about_their_own_flood(moderator: User, sign_in: SignIn) -> None:
    other = UserFactory(groups=["Modération"])
    CommentFactory(author=moderator)
    flood = begin(moderator, other)
    client = sign_in(moderator)
    for place in (address(moderator), flood.get_absolute_url()):
        assert client.get(place).status_code in {302, 403}
        client.post(place, {"reasoning": "Non"})
    assert Flood.objects.count() == 1


def test_the_screens_cost_the_same_with_more_comments(
    author: User, moderator: User, flood_of_four: list[Comment], sign_in: SignIn
) -> None:
    client = sign_in(moderator)

    def queries() -> list[int]:
        counts = []
        for place in (address(author), flood.get_absolute_url()):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert client.get(place).status_code == 200
            counts.append(len(asked))
        return counts

    flood = begin(author, moderator)
    decide_floods(batch=2)
    few = queries()
    for _number in range(60):
        CommentFactory(author=author, page=flood_of_four[0].page, created_at=timezone.now() - HOUR / 2)
    decide_floods(batch=20)
    assert queries() == few
