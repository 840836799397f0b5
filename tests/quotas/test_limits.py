"""Limits: declared at services, set in the settings, right with several processes, said kindly."""

import datetime
import uuid
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

import pytest
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings
from wagtail.models import ModelLogEntry

from portal.accounts.enums import RoleName
from portal.accounts.models import User
from portal.http.form_owner import sign_owner
from portal.quotas import limits
from portal.quotas.limits import PERIODS, Quota, QuotaReachedError, quota, spend, verbs
from portal.quotas.models import QuotaUse
from projects.comments.enums import ReactionKind
from projects.comments.models import Comment, Reaction
from projects.comments.services import edit_comment, post_comment, react
from projects.groups import services as groups
from projects.models import ActionPage
from projects.moderation.services import report_comment
from projects.notifications.enums import FollowKind
from projects.notifications.services.following import follow
from projects.volunteering import meetings as volunteering
from projects.volunteering.services import volunteer
from tests.factories import ActionPageFactory, CommentFactory, UserFactory, WorkingGroupPageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SignIn = Callable[[User], Client]


@pytest.fixture
def few(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything may be done twice an hour, and periods begin with the test: none ends while it runs."""
    settings.QUOTAS = dict.fromkeys(settings.QUOTAS, "2/hour")
    begun = timezone.now()
    monkeypatch.setattr(
        limits, "_beginning", lambda moment, period: begun + (moment - begun) // period * period
    )


@pytest.fixture
def action(db: None) -> ActionPage:
    return ActionPageFactory(seeking_volunteers=True)


def test_every_limit_can_be_read(settings: Settings) -> None:
    import_module(settings.ROOT_URLCONF)  # the services of every app
    assert len(verbs) > 10
    assert {verb for verb in verbs if quota(verb).times < 3} == set()
    assert quota("comment") == Quota(30, PERIODS["hour"])


@pytest.mark.parametrize(
    "quotas",
    [{}, {"comment": "many/hour"}, {"comment": "3/fortnight"}, {"comment": "3"}, {"singing": "3/day"}],
)
def test_a_limit_that_says_nothing_is_found(quotas: dict[str, str], settings: Settings) -> None:
    assert [error for error in run_checks() if error.id == "quotas.E001"] == []
    settings.QUOTAS = settings.QUOTAS | quotas if quotas else {}
    errors = [error for error in run_checks() if error.id == "quotas.E001"]
    assert errors
    assert all("docs/limites.md" in str(error.hint) for error in errors)


def test_one_more_is_refused_to_that_person_alone(few: None, action: ActionPage, agent: User) -> None:
    for number in (1, 2):
        post_comment(page=action, author=agent, text=f"Avis {number}")
    with pytest.raises(QuotaReachedError):
        post_comment(page=action, author=agent, text="Avis 3")
    post_comment(page=action, author=UserFactory(), text="Le mien")
    assert Comment.objects.filter(author=agent).count() == 2
    use = QuotaUse.objects.get(agent=agent, verb="comment")
    assert (use.times, use.refused) == (2, 1)


def test_the_next_period_begins_anew(few: None, agent: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for _time in range(2):
        spend("comment", agent)
    with pytest.raises(QuotaReachedError) as refused:
        spend("comment", agent)
    monkeypatch.setattr(timezone, "now", lambda: refused.value.until)
    spend("comment", agent)
    assert list(QuotaUse.objects.filter(agent=agent).values_list("times", flat=True)) == [1, 2]


def test_facts_of_another_day_are_not_counted(few: None, action: ActionPage, agent: User) -> None:
    past = timezone.now() - datetime.timedelta(days=900)
    for number in range(4):
        post_comment(page=action, author=agent, text=f"Avis {number}", created_at=past)
    assert not QuotaUse.objects.exists()


def test_whom_a_comment_names_is_counted_before_it_is_posted(
    few: None, action: ActionPage, agent: User
) -> None:
    text = "@Camille Martin, @Camille Durand et @Camille Petit"
    with pytest.raises(QuotaReachedError):
        post_comment(page=action, author=agent, text=text)
    assert not Comment.objects.exists()
    post_comment(page=action, author=agent, text="a@b.fr, @Camille Martin")


def test_whom_a_corrected_comment_names_anew_is_counted(few: None, action: ActionPage, agent: User) -> None:
    names = [f"{one.first_name} {one.last_name}" for one in UserFactory.create_batch(4)]
    comment = post_comment(page=action, author=agent, text=f"@{names[0]} et @{names[1]}")
    QuotaUse.objects.all().delete()
    for end in (".", "!", "?"):  # who is named already is told nothing more
        edit_comment(comment=comment, text=f"@{names[0]} et @{names[1]}{end}")
    assert not QuotaUse.objects.exists()
    edit_comment(comment=comment, text=f"@{names[0]} et @{names[2]}")
    edit_comment(comment=comment, text=f"@{names[0]} et @{names[1]}")
    with pytest.raises(QuotaReachedError):
        edit_comment(comment=comment, text=f"@{names[0]} et @{names[3]}")
    comment.refresh_from_db()
    assert comment.text == f"@{names[0]} et @{names[1]}"
    assert QuotaUse.objects.get(verb="mention", agent=agent).refused == 1


def _of_group(by: User) -> tuple[Callable[..., Any], Callable[..., Any]]:
    group = WorkingGroupPageFactory(facilitator=by)
    return partial(groups.plan_meeting, group=group), groups.change_meeting


def _of_volunteers(by: User) -> tuple[Callable[..., Any], Callable[..., Any]]:
    helped = ActionPageFactory(lead_person=by, seeking_volunteers=True)
    return (
        lambda **said: volunteering.plan_meeting(action=helped, submission=uuid.uuid4(), **said),
        volunteering.change_meeting,
    )


@pytest.mark.parametrize("of", [_of_group, _of_volunteers])
def test_announcements_of_meetings_are_counted_and_what_is_recorded_afterwards_is_not(
    of: Callable[[User], tuple[Callable[..., Any], Callable[..., Any]]], few: None, agent: User
) -> None:
    plan, change = of(agent)
    hour = datetime.timedelta(hours=1)
    now = timezone.now()
    past = {"starts_at": now - 3 * hour, "ends_at": now - 2 * hour}
    to_come = {"starts_at": now + 2 * hour, "ends_at": now + 3 * hour}
    more = {"agenda": ""} if of is _of_group else {}
    for number in range(3):
        held = plan(subject=f"Tenue {number}", by=agent, **past)
        change(meeting=held, subject=f"Tenue {number}", place="Salle Loire", by=agent, **past, **more)
    assert not QuotaUse.objects.exists()
    meeting = plan(subject="Bilan", by=agent, **to_come)
    meeting = change(meeting=meeting, subject="Bilan", place="Salle Cher", by=agent, **to_come, **more)
    with pytest.raises(QuotaReachedError):
        change(meeting=meeting, subject="Bilan", place="Salle Loire", by=agent, **to_come, **more)
    with pytest.raises(QuotaReachedError):
        change(meeting=meeting, subject="Bilan", place="Salle Loire", by=agent, **past, **more)
    with pytest.raises(QuotaReachedError):
        plan(subject="Un autre", by=agent, **to_come)
    assert QuotaUse.objects.get(verb="meeting", agent=agent).refused == 3


@pytest.mark.parametrize(
    "verb",
    [
        lambda agent: react(comment=CommentFactory(), agent=agent, kind=ReactionKind.values[0]),
        lambda agent: report_comment(comment=CommentFactory(), reporter=agent, reason="Vise une personne"),
        lambda agent: follow(agent=agent, kind=FollowKind.ACTION, key=ActionPageFactory().pk),
    ],
)
def test_other_verbs_are_limited(verb: Callable[[User], None], few: None, agent: User) -> None:
    for _time in range(2):
        verb(agent)
    with pytest.raises(QuotaReachedError):
        verb(agent)


def test_what_is_done_already_is_confirmed_at_the_limit(few: None, agent: User) -> None:
    group, comments = WorkingGroupPageFactory(), [CommentFactory(), CommentFactory()]
    actions = [ActionPageFactory(seeking_volunteers=True) for _number in range(2)]
    begins = timezone.now() + datetime.timedelta(days=3)
    times = {"starts_at": begins, "ends_at": begins + datetime.timedelta(hours=1)}
    verbs_of = {
        "report": lambda number: report_comment(
            comment=comments[number], reporter=agent, reason="Vise une personne"
        ),
        "offer": lambda number: volunteer(action=actions[number], agent=agent),
        "meeting": lambda number: groups.plan_meeting(
            group=group, subject=f"Essai {number}", by=agent, **times
        ),
    }
    for verb, do in verbs_of.items():
        first = do(0)
        do(1)
        assert do(0) == first, verb
        assert QuotaUse.objects.get(agent=agent, verb=verb).times == 2, verb


@pytest.mark.parametrize("scripting", [True, False])
def test_who_reaches_a_limit_finds_their_text_again(
    scripting: bool, few: None, action: ActionPage, agent: User, sign_in: SignIn
) -> None:
    client = sign_in(agent)
    place = action.get_url()
    address = reverse("comments:comments", args=[action.pk])
    for number in (1, 2):
        post_comment(page=action, author=agent, text=f"Avis {number}")
    headers = {"Referer": f"http://testserver{place}"}
    if scripting:
        headers |= {"HX-Request": "true", "HX-Current-URL": f"http://testserver{place}#commenter"}
    data = {"text": "Un long avis.", "_owner": sign_owner(agent.pk)}
    answer = client.post(address, data, headers=headers)
    assert (answer.headers.get("HX-Redirect") if scripting else answer.url) == place
    html = client.get(place).content.decode()
    assert "Un long avis.</textarea>" in html
    assert "2 fois en peu de temps" in html
    assert Comment.objects.filter(author=agent).count() == 2


def test_a_button_beyond_the_limit_says_so(few: None, agent: User, sign_in: SignIn) -> None:
    client, comment = sign_in(agent), CommentFactory(page=ActionPageFactory())
    address = reverse("comments:react")
    data = {"reaction": f"{ReactionKind.AGREE}-{comment.pk}", "_owner": sign_owner(agent.pk)}
    headers = {"Referer": f"http://testserver{comment.page.get_url()}"}
    for _time in range(3):
        answer = client.post(address, data, headers=headers)
    assert "2 fois en peu de temps" in client.get(answer.url).content.decode()
    assert Reaction.objects.count() == 1


def test_without_a_form_of_ours_the_answer_is_429(few: None, action: ActionPage, sign_in: SignIn) -> None:
    client = sign_in(UserFactory())
    address = reverse("comments:comments", args=[action.pk])
    codes = [client.post(address, {"text": f"Avis {number}"}).status_code for number in range(3)]
    assert codes == [302, 302, 429]
    assert "Avis 3</textarea>" in client.post(address, {"text": "Avis 3"}).content.decode()


def test_who_reached_a_limit_is_shown_to_those_who_moderate(few: None, agent: User, sign_in: SignIn) -> None:
    for _time in range(2):
        spend("comment", agent)
    spend("report", UserFactory(last_name="Tranquille"))
    with pytest.raises(QuotaReachedError):
        spend("comment", agent)
    page = reverse("quota_report")
    for group in (RoleName.MODERATORS, RoleName.ADMINISTRATORS):
        html = sign_in(UserFactory(groups=[group])).get(page).content.decode()
        assert str(agent) in html
        assert "Commentaires" in html
        assert "Tranquille" not in html
    for group in (RoleName.COMMUNICATION, RoleName.COMMITTEE):
        assert sign_in(UserFactory(groups=[group])).get(page).status_code == 302
    assert sign_in(UserFactory()).get(page).status_code == 403


@pytest.mark.parametrize("export", ["csv", "xlsx"])
def test_exports_are_limited_before_the_list_is_read(export: str, few: None, sign_in: SignIn) -> None:
    client = sign_in(UserFactory(groups=[RoleName.ADMINISTRATORS]))
    page = reverse("actions:index")
    answers = [client.get(page, {"export": export}) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    html = answers[2].content.decode()
    assert "Rien n’a été fait" in html
    assert "recommencez après" in html
    assert client.get(page).status_code == 200  # the list itself stays open
    assert ModelLogEntry.objects.filter(action="accounts.export").count() == 2
    other = sign_in(UserFactory(groups=[RoleName.ADMINISTRATORS]))
    assert other.get(page, {"export": export}).status_code == 200
