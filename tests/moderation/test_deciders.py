"""Nothing that a party or a passer-by writes takes a moderator off the bench."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from portal.accounts.models import User
from projects.comments.models import MAX_DEPTH, Comment
from projects.comments.services import delete_comment, edit_comment, post_comment
from projects.models import ActionPage
from projects.moderation.models import ModerationDecision
from projects.moderation.services import lodge_appeal, report_comment
from tests.factories import CommentFactory, UserFactory
from tests.forms import read_form
from tests.moderating import decide, fold, rule, withdraw_text

pytestmark = [pytest.mark.django_db, pytest.mark.database]
DESK = "/gestion/moderation/"

SignIn = Callable[[User], Client]
Attack = Callable[[Comment, str], None]


def named_by_a_passer_by(comment: Comment, names: str) -> None:
    post_comment(page=comment.page, author=UserFactory(), parent=comment, text=names)


def named_by_the_accused(comment: Comment, names: str) -> None:
    edit_comment(comment=comment, text=names)


def named_in_an_answer_deleted_at_once(comment: Comment, names: str) -> None:
    answer = post_comment(page=comment.page, author=comment.author, parent=comment, text=names)
    delete_comment(comment=answer)


ATTACKS = [named_by_a_passer_by, named_by_the_accused, named_in_an_answer_deleted_at_once]


@pytest.fixture
def bench(db: None) -> list[User]:
    """Everybody who can decide about a text that was not withdrawn."""
    return [UserFactory(groups=[group]) for group in ("Modération", "Modération", "Administration")]


@pytest.fixture
def names(bench: list[User]) -> str:
    return " ".join(f"@{moderator}" for moderator in bench) + " : bien à vous"


@pytest.fixture
def comment(action: ActionPage) -> Comment:
    return CommentFactory(page=action, text="Un incapable")


def case(comment: Comment) -> str:
    return f"{DESK}{comment.pk}/"


def decision(comment: Comment, outcome: str = "fold") -> dict[str, object]:
    """What the form of a decision sends."""
    comment.refresh_from_db()
    return {
        "outcome": outcome,
        "rule": rule().pk,
        "reasoning": "Vise une personne",
        "message": "",
        "seen": comment.current_decision_id or 0,
    }


@pytest.mark.parametrize("after_the_report", [False, True])
@pytest.mark.parametrize("attack", ATTACKS)
def test_moderators_who_are_named_see_the_report_and_decide(
    attack: Attack,
    after_the_report: bool,
    bench: list[User],
    names: str,
    comment: Comment,
    sign_in: SignIn,
) -> None:
    if not after_the_report:
        attack(comment, names)
    report_comment(comment=comment, reporter=UserFactory(), reason="Insulte")
    if after_the_report:
        attack(comment, names)
    for moderator in bench:
        client = sign_in(moderator)
        assert case(comment) in client.get(DESK).content.decode()
        assert client.get(case(comment)).status_code == 200
    assert client.post(case(comment), decision(comment)).url == DESK
    assert ModerationDecision.objects.get().moderator == bench[-1]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_appeal_is_not_frozen_by_naming_moderators(
    attack: Attack, bench: list[User], names: str, comment: Comment, sign_in: SignIn
) -> None:
    attack(comment, names)
    first = fold(comment, moderator=bench[0])
    lodge_appeal(decision=first, appellant=comment.author, text="Je conteste")
    assert case(comment) not in sign_in(bench[0]).get(DESK).content.decode()
    second = sign_in(bench[1])
    assert case(comment) in second.get(DESK).content.decode()
    assert second.post(case(comment), decision(comment, "leave") | {"rule": ""}).url == DESK
    assert ModerationDecision.objects.latest("pk").on_appeal == first.appeal


def test_answering_makes_nobody_a_party(bench: list[User], comment: Comment, sign_in: SignIn) -> None:
    report_comment(comment=comment, reporter=bench[0], reason="Insulte")
    post_comment(page=comment.page, author=bench[0], parent=comment, text="Merci de rester courtois")
    assert case(comment) in sign_in(bench[0]).get(DESK).content.decode()


def test_deleting_what_was_answered_frees_nobody(
    action: ActionPage, bench: list[User], sign_in: SignIn
) -> None:
    first = CommentFactory(page=action, author=bench[0])
    second = CommentFactory(page=action, author=bench[1], parent=first, depth=2)
    third = CommentFactory(page=action, parent=second, depth=3)
    report_comment(comment=third, reporter=UserFactory(), reason="Insulte")
    for moderator, theirs in ((bench[1], second), (bench[0], first)):
        client = sign_in(moderator)
        client.post(reverse("comments:delete_comment", args=[theirs.pk]))
        theirs.refresh_from_db()
        assert theirs.deleted_at is not None
        assert case(third) not in client.get(DESK).content.decode()
        assert client.get(case(third)).url == "/gestion/"
        assert client.post(case(third), decision(third)).status_code == 404
    assert not ModerationDecision.objects.exists()
    assert sign_in(bench[2]).post(case(third), decision(third)).url == DESK


def test_below_the_last_level_whoever_was_really_answered_is_the_party(
    action: ActionPage, bench: list[User], sign_in: SignIn
) -> None:
    second = CommentFactory(
        page=action, author=bench[1], parent=CommentFactory(page=action), depth=MAX_DEPTH - 1
    )
    third = CommentFactory(page=action, author=bench[0], parent=second, depth=MAX_DEPTH, text="Courtois")
    insulting = sign_in(UserFactory())
    page = insulting.get(f"{action.get_url()}?repondre={third.pk}").content.decode()
    form = read_form(page, "repondre")
    insulting.post(form.action, form.fields | {"text": "Un incapable"})
    answer = Comment.objects.get(text="Un incapable")
    assert answer.parent == second
    report_comment(comment=answer, reporter=UserFactory(), reason="Insulte")

    party = sign_in(bench[0])
    assert case(answer) not in party.get(DESK).content.decode()
    assert party.get(case(answer)).url == "/gestion/"
    assert party.post(case(answer), decision(answer)).status_code == 404
    assert not ModerationDecision.objects.exists()

    other = sign_in(bench[1])
    assert case(answer) in other.get(DESK).content.decode()
    assert "Courtois" in other.get(case(answer)).content.decode()
    assert other.post(case(answer), decision(answer)).url == DESK


def test_the_register_leads_to_the_case_only_those_who_may_examine_it(
    action: ActionPage, bench: list[User], sign_in: SignIn
) -> None:
    mine = CommentFactory(page=action, author=bench[0])
    entry = fold(mine, moderator=bench[1]).get_absolute_url()
    assert case(mine) not in sign_in(bench[0]).get(entry).content.decode()
    assert case(mine) in sign_in(bench[2]).get(entry).content.decode()


def test_who_awaits_a_second_moderator_leaves_reports_unread(
    bench: list[User], comment: Comment, sign_in: SignIn
) -> None:
    asked = decide(comment, "rephrase", moderator=bench[0])
    lodge_appeal(decision=asked, appellant=comment.author, text="Je conteste")
    report_comment(comment=comment, reporter=UserFactory(), reason="Insulte")
    assert "une seconde personne" in sign_in(bench[0]).get(case(comment)).content.decode()
    assert not comment.reports.exclude(read_at=None).exists()
    sign_in(bench[1]).get(case(comment))
    assert comment.reports.exclude(read_at=None).exists()


# What nobody may decide


def test_the_desk_tells_administrators_what_nobody_may_decide_and_how_to_help(
    action: ActionPage, sign_in: SignIn
) -> None:
    administrator = UserFactory(groups=["Administration"])
    mine = CommentFactory(page=action, author=administrator, text="Un incapable")
    report_comment(comment=mine, reporter=UserFactory(), reason="Insulte")
    client = sign_in(administrator)
    html = client.get(DESK).content.decode()
    assert "Personne ne peut décider" in html
    assert action.title in html
    assert "Ajoutez quelqu’un à la modération" in html
    assert "incapable" not in html  # their own, and yet: the alarm quotes nothing
    moderator = UserFactory(groups=["Modération"])
    assert "Personne ne peut décider" not in client.get(DESK).content.decode()
    assert case(mine) in sign_in(moderator).get(DESK).content.decode()


def test_the_desk_names_the_remedy_of_a_page_that_no_moderator_reads(
    bench: list[User], comment: Comment, sign_in: SignIn
) -> None:
    readers = Group.objects.create(name="Initiés")
    restriction = PageViewRestriction.objects.create(page=comment.page, restriction_type="groups")
    restriction.groups.add(readers)
    report_comment(comment=comment, reporter=UserFactory(), reason="Insulte")
    administrator, moderator = sign_in(bench[2]), sign_in(bench[0])
    html = administrator.get(DESK).content.decode()
    assert "puisse lire la page" in html
    assert f"/gestion/pages/{comment.page_id}/edit/" in html
    assert "Personne ne peut décider" not in moderator.get(DESK).content.decode()
    bench[0].groups.add(readers)
    assert "Personne ne peut décider" not in administrator.get(DESK).content.decode()
    assert case(comment) in moderator.get(DESK).content.decode()


def test_the_desk_names_the_committee_for_a_withdrawn_text(
    bench: list[User], comment: Comment, sign_in: SignIn
) -> None:
    lodge_appeal(decision=withdraw_text(comment), appellant=comment.author, text="Je conteste")
    administrator = sign_in(bench[2])
    assert "Ajoutez quelqu’un au comité de pilotage" in administrator.get(DESK).content.decode()
    UserFactory(groups=["Comité de pilotage"])
    assert "Personne ne peut décider" not in administrator.get(DESK).content.decode()


def test_the_desk_costs_the_same_with_2_and_12_cases_of_each_kind(
    action: ActionPage, bench: list[User], sign_in: SignIn
) -> None:
    closed = CommentFactory().page
    PageViewRestriction.objects.create(page=closed, restriction_type="groups")
    client = sign_in(bench[2])

    def cost(cases: int) -> int:
        for _case in range(cases):
            for page in (action, closed):
                reported = CommentFactory(page=page)
                report_comment(comment=reported, reporter=UserFactory(), reason="Insulte")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(DESK).status_code == 200
        return len(queries)

    cost(2)  # fills the caches
    assert cost(0) == cost(10)
