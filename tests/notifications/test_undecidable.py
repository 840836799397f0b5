"""Somebody can decide about every text that awaits a decision, and never a party; or administrators know."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction

from portal.accounts.models import User
from portal.common.errors import RefusalError
from portal.common.schedule import MINUTE, periodic
from projects.comments.enums import ModerationState
from projects.comments.models import Comment
from projects.comments.services import delete_comment, post_comment
from projects.models import ActionPage
from projects.moderation.deciders import deciders_of, undecidable
from projects.moderation.errors import OwnConversationError, SameModeratorError
from projects.moderation.models import Appeal, Report
from projects.moderation.permissions import desk_of
from projects.moderation.services import lodge_appeal, report_comment
from projects.notifications.audience import request_of
from projects.notifications.models import Notification
from projects.notifications.services.reading import mark_all_read
from tests.factories import ActionPageFactory, CommentFactory, UserFactory
from tests.mailbox import Mailbox, address_of, next_digest, parts, send_due_mail
from tests.moderating import decide, fold

from .conftest import Commit, centre, received

pytestmark = [pytest.mark.django_db, pytest.mark.database]
DESK = "/gestion/moderation/"
ROLES = (None, "Modération", "Comité de pilotage", "Administration")
OUTCOMES = ("leave", "fold", "withdraw", "rephrase")


# The property


class World:
    """Some people on two pages, who write, name, delete, report, decide, contest, leave and change groups."""

    def __init__(self, roles: Iterable[int], commit: Commit) -> None:
        self.commit = commit
        self.pages: list[Page] = [ActionPageFactory(), ActionPageFactory()]
        self.readers = Group.objects.get_or_create(name="Initiés")[0]
        self.people: list[User] = [UserFactory() for _role in roles]
        for person, role in enumerate(roles):
            self.change_role(person, role, 0)

    def person(self, number: int) -> User:
        """Read again: rights are kept with the object."""
        return User.objects.get(pk=self.people[number % len(self.people)].pk)

    def comment(self, number: int) -> Comment | None:
        keys = list(Comment.objects.order_by("pk").values_list("pk", flat=True))
        return Comment.objects.get(pk=keys[number % len(keys)]) if keys else None

    def write(self, author: int, page: int, names: int) -> None:
        """Begin a thread; one time in two, by naming everybody."""
        text = " ".join(f"@{person}" for person in self.people) if names % 2 else "Un avis"
        post_comment(page=self.pages[page % 2], author=self.person(author), text=text)

    def answer(self, author: int, comment: int, names: int) -> None:
        parent = self.comment(comment)
        if parent is not None:
            text = " ".join(f"@{person}" for person in self.people) if names % 2 else "Un avis"
            made = post_comment(page=parent.page, author=self.person(author), parent=parent, text=text)
            assert made.answered == parent

    def delete(self, comment: int, _second: int, _third: int) -> None:
        chosen = self.comment(comment)
        if chosen is not None and not chosen.is_masked:
            delete_comment(comment=chosen)

    def report(self, comment: int, reporter: int, _third: int) -> None:
        chosen = self.comment(comment)
        if chosen is not None:
            known = set(Report.objects.values_list("pk", flat=True))
            agent = self.person(reporter)
            report = self.commit(report_comment, comment=chosen, reporter=agent, reason="Insulte")
            if report.pk not in known:
                self.check_told(f"report:{report.pk}", chosen, agent)

    def contest(self, comment: int, _second: int, _third: int) -> None:
        chosen = self.comment(comment)
        if chosen is not None and chosen.current_decision is not None:
            known = set(Appeal.objects.values_list("pk", flat=True))
            agent = chosen.author
            appeal = self.commit(
                lodge_appeal, decision=chosen.current_decision, appellant=agent, text="Je conteste"
            )
            if appeal.pk not in known:
                self.check_told(f"appeal:{appeal.pk}", chosen, agent)

    def check_told(self, key: str, comment: Comment, actor: User) -> None:
        """Those who may decide were told at once; administrators if there is none."""
        rows = Notification.objects.filter(key=key)
        eligible = able(comment)
        assert set(rows.values_list("recipient_id", flat=True)) == eligible - {actor.pk}
        if not eligible:
            assert alarmed(comment) >= administrators()

    def decide(self, comment: int, person: int, outcome: int) -> None:
        """Whoever it is tries; the service refuses those whom the desk would not let in."""
        chosen = self.comment(comment)
        if chosen is not None:
            decide(chosen, OUTCOMES[outcome % 4], moderator=self.person(person))

    def leave_or_return(self, person: int, _second: int, _third: int) -> None:
        someone = self.person(person)
        someone.is_active = not someone.is_active
        someone.save()

    def change_role(self, person: int, role: int, reads: int) -> None:
        someone = self.person(person)
        name = ROLES[role % 4]
        someone.groups.set([Group.objects.get(name=name)] if name else [])
        if reads % 2:
            someone.groups.add(self.readers)

    def restrict(self, page: int, kind: int, _third: int) -> None:
        chosen = self.pages[page % 2]
        PageViewRestriction.objects.filter(page=chosen).delete()
        asked = (None, "login", "groups", "password")[kind % 4]
        if asked:
            made = PageViewRestriction.objects.create(page=chosen, restriction_type=asked, password="sésame")
            made.groups.set([self.readers] if asked == "groups" else [])

    def hide_or_show(self, page: int, _second: int, _third: int) -> None:
        chosen = Page.objects.get(pk=self.pages[page % 2].pk)
        Page.objects.filter(pk=chosen.pk).update(live=not chosen.live)


VERBS = (
    *(World.write, World.answer, World.delete, World.report, World.contest, World.decide),
    *(World.leave_or_return, World.change_role, World.restrict, World.hide_or_show),
)


def waits(comment: Comment) -> bool:
    """Whether a decision is awaited."""
    decision = comment.current_decision
    contested = decision is not None and decision.appeal_or_none is not None
    return (
        (comment.reports.open().exists() or contested)
        and comment.deleted_at is None
        and comment.text_removed_at is None
    )


def parties(comment: Comment) -> set[int]:
    first = Comment.objects.get(thread=comment.thread, parent=None)
    return {one.author_id for one in (comment, comment.answered, first) if one}


def able(comment: Comment) -> set[int]:
    """Who can really decide, by what Django and Wagtail say of each person alone."""
    comment = Comment.objects.get(pk=comment.pk)
    decision = comment.current_decision
    first = decision.moderator_id if decision and decision.appeal_or_none else None
    withdrawn = comment.moderation_state == ModerationState.WITHDRAWN
    right = "view_sealedtext" if withdrawn else "add_moderationdecision"
    restrictions = list(comment.page.get_view_restrictions())
    return {
        user.pk
        for user in User.objects.filter(is_active=True)
        if user.has_perms([f"moderation.{right}", "wagtailadmin.access_admin"])
        and comment.page.live
        and all(restriction.accept_request(request_of(user)) for restriction in restrictions)
        and user.pk not in parties(comment) | {first}
    }


def administrators() -> set[int]:
    return set(
        User.objects.filter(is_active=True, groups__name="Administration").values_list("pk", flat=True)
    )


def alarmed(comment: Comment) -> set[int]:
    alarms = Notification.objects.filter(kind="undecidable", object_id=comment.pk)
    return set(alarms.values_list("recipient_id", flat=True))


def check(world: World) -> None:
    call_command("check_moderation")
    desks = {
        person.pk: set(desk_of(request_of(person)).values_list("pk", flat=True))  # type: ignore[arg-type]
        for person in User.objects.filter(pk__in=[person.pk for person in world.people])
    }
    stuck = set(undecidable().values_list("pk", flat=True))
    for comment in Comment.objects.all():
        eligible = able(comment)
        assert not eligible & parties(comment)
        assert set(deciders_of(comment).values_list("pk", flat=True)) == eligible
        awaited = waits(comment)
        assert {pk for pk, desk in desks.items() if comment.pk in desk} == (eligible if awaited else set())
        assert (comment.pk in stuck) == (awaited and not eligible)
        if comment.pk in stuck:
            assert alarmed(comment) >= administrators()
        else:
            assert alarmed(comment) == set()


def check_refusals() -> None:
    """Nobody decides about what concerns them, nor twice, whichever way they come."""
    for comment in Comment.objects.filter(deleted_at=None):
        decision = comment.current_decision
        for pk in parties(comment):
            with pytest.raises(OwnConversationError):
                decide(comment, moderator=User.objects.get(pk=pk))
        if decision and decision.appeal_or_none and decision.moderator_id not in parties(comment):
            with pytest.raises(SameModeratorError):
                decide(comment, moderator=decision.moderator)


number = st.integers(0, 11)
steps = st.lists(st.tuples(st.sampled_from(VERBS), number, number, number), min_size=4, max_size=14)
NAMED_BY_ALL = [
    (World.write, 3, 0, 0),
    (World.report, 0, 2, 0),
    (World.answer, 3, 0, 1),
    (World.delete, 1, 0, 0),
]


@pytest.mark.long
@settings(
    max_examples=25,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    database=None,
)
@given(roles=st.lists(number, min_size=4, max_size=5), steps=steps)
@example(roles=[1, 1, 3, 0], steps=NAMED_BY_ALL)
@example(
    roles=[1, 3, 0, 0],
    steps=[
        *((World.write, 0, 0, 0), (World.answer, 1, 0, 0), (World.answer, 2, 1, 0)),
        *((World.report, 2, 3, 0), (World.delete, 1, 0, 0), (World.delete, 0, 0, 0)),
    ],
)
@example(
    roles=[0, 0, 1, 3],
    steps=[
        *((World.write, 0, 0, 0), (World.answer, 1, 0, 0), (World.answer, 2, 1, 0)),
        *((World.answer, 0, 2, 0), (World.report, 3, 1, 0)),  # below the last level
    ],
)
@example(roles=[1, 1, 2, 0], steps=[*NAMED_BY_ALL, (World.decide, 0, 0, 1), (World.contest, 0, 0, 0)])
@example(
    roles=[3, 1, 2, 0],
    steps=[
        *(NAMED_BY_ALL[0], NAMED_BY_ALL[1], (World.decide, 0, 1, 2), (World.contest, 0, 0, 0)),
        *((World.change_role, 2, 0, 0), (World.change_role, 2, 2, 0), (World.restrict, 0, 2, 0)),
    ],
)
@example(
    roles=[3, 1, 0, 0],
    steps=[
        *((World.write, 0, 0, 0), (World.report, 0, 2, 0), (World.leave_or_return, 1, 0, 0)),
        *((World.leave_or_return, 1, 0, 0), (World.restrict, 0, 3, 0), (World.hide_or_show, 0, 0, 0)),
    ],
)
def test_somebody_can_decide_and_never_a_party_or_administrators_are_alarmed(
    roles: list[int], steps: list[tuple[Any, int, int, int]], commit: Commit
) -> None:
    with transaction.atomic():
        world = World(roles, commit)
        for verb, *choices in steps:
            try:
                with transaction.atomic():
                    verb(world, *choices)
            except RefusalError:
                pass  # refused, as it would be on the page: the property holds all the same
            check(world)
        check_refusals()
        transaction.set_rollback(True)


# What administrators are told


@pytest.fixture
def administrator(db: None) -> User:
    return UserFactory(groups=["Administration"])


@pytest.fixture
def own_comment(administrator: User) -> Comment:
    """About which nobody may decide: the only administrator wrote it, and there is no moderator."""
    return CommentFactory(author=administrator, page__title="Le parapheur secret")


def test_an_alarm_is_told_at_the_report_once_and_ends_when_somebody_may_decide(
    administrator: User, own_comment: Comment, commit: Commit, sign_in: Callable[[User], Client]
) -> None:
    commit(report_comment, comment=own_comment, reporter=UserFactory(), reason="Insulte")
    commit(report_comment, comment=own_comment, reporter=UserFactory(), reason="Insulte")
    call_command("check_moderation")
    assert received(administrator) == ["undecidable"]
    html = centre(sign_in, administrator)
    assert "Personne ne peut décider d’un texte qui attend la modération" in html
    assert "ajoutez quelqu’un à la modération" in html
    assert f'href="{DESK}"' in html
    assert "secret" not in html  # whoever may not read the page is told too
    mark_all_read(agent=administrator)
    call_command("check_moderation")
    assert received(administrator) == ["undecidable"]

    moderator = UserFactory(groups=["Modération"])
    call_command("check_moderation")
    assert received(administrator) == []
    assert received(moderator) == ["reported", "reported"]

    User.objects.filter(pk=moderator.pk).update(is_active=False)
    call_command("check_moderation")
    assert received(administrator) == ["undecidable"]


def test_an_appeal_without_a_second_moderator_alarms_those_who_come_to_administer_too(
    administrator: User, commit: Commit
) -> None:
    comment = CommentFactory()
    decision = commit(fold, comment=comment, moderator=administrator)
    commit(lodge_appeal, decision=decision, appellant=comment.author, text="Je conteste")
    assert received(administrator) == ["undecidable"]
    second = UserFactory(groups=["Administration"])
    call_command("check_moderation")
    assert received(administrator) == []
    assert received(second) == ["appeal"]


def test_an_alarm_leaves_by_mail_unless_it_ended_meanwhile(
    administrator: User, own_comment: Comment, commit: Commit, mailbox: Mailbox
) -> None:
    commit(report_comment, comment=own_comment, reporter=UserFactory(), reason="Insulte")
    moderator = UserFactory(groups=["Modération"])
    call_command("check_moderation")
    send_due_mail(next_digest())
    assert [address_of(mail) for mail in mailbox.take()] == [moderator.email]
    User.objects.filter(pk=moderator.pk).update(is_active=False)
    call_command("check_moderation")
    send_due_mail(next_digest())
    (mail,) = mailbox.take()
    assert address_of(mail) == administrator.email
    for text in parts(mail):
        assert "Personne ne peut décider d’un texte qui attend la modération" in text
        assert "ajoutez quelqu’un à la modération" in text
        assert DESK in text
        assert "secret" not in text


def test_the_check_runs_every_minute_and_costs_the_same_with_1_and_9_cases(
    administrator: User, action: ActionPage
) -> None:
    assert periodic["check_moderation"].period == MINUTE

    def cost(cases: int) -> int:
        for _case in range(cases):
            comment = CommentFactory(page=action, author=administrator)
            report_comment(comment=comment, reporter=UserFactory(), reason="Insulte")
        call_command("check_moderation")  # tells what is new
        with CaptureQueriesContext(connection) as queries:
            call_command("check_moderation")
        return len(queries)

    assert cost(1) == cost(8)
    Report.objects.all().delete()
    assert cost(0) <= 6


def test_nobody_to_alarm_is_logged(commit: Commit, caplog: pytest.LogCaptureFixture) -> None:
    commit(report_comment, comment=CommentFactory(), reporter=UserFactory(), reason="Insulte")
    assert "nobody is administrator" in caplog.text
