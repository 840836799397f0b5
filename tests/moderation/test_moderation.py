"""Moderation through HTTP: reports, the desk, decisions, the public register, appeals."""

import datetime
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageViewRestriction

from portal.accounts.models import User
from portal.common.append_only import MESSAGE
from portal.http.form_owner import sign_owner
from projects.comments.enums import ModerationState
from projects.comments.models import Comment
from projects.comments.services import delete_comment, edit_comment
from projects.models import ActionPage
from projects.moderation.enums import AppealOutcome
from projects.moderation.errors import (
    AppealClosedError,
    MessageNeededError,
    NotSetByLawError,
    OwnCommentError,
    OwnConversationError,
    RuleNeededError,
    SameModeratorError,
)
from projects.moderation.models import Appeal, CharterRule, ModerationDecision, Report, SealedText
from projects.moderation.services import lodge_appeal, moderate_comment, report_comment
from projects.moderation.signals import appeal_decided, appeal_lodged, comment_reported, moderation_decided
from search.models import Change
from tests.factories import CommentFactory, EditorialPageFactory, UserFactory
from tests.forms import read_form
from tests.moderating import decide, fold, rule, withdraw_text

pytestmark = [pytest.mark.django_db, pytest.mark.database]
HTMX = {"HTTP_HX_REQUEST": "true"}
DESK = "/gestion/moderation/"
# The menu is JSON.
NEW_IN_MENU = r"Mod\u00e9ration (1 \u00e0 lire)"
REGISTER = "/participation/registre/"

SignIn = Callable[[User], Client]


def read(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def report_address(comment: Comment) -> str:
    return reverse("moderation:report_comment", args=[comment.pk])


def case(comment: Comment) -> str:
    return f"{DESK}{comment.pk}/"


@pytest.fixture
def moderator(db: None) -> User:
    return UserFactory(groups=["Modération"], last_name="Modératrice")


@pytest.fixture
def desk(moderator: User, sign_in: SignIn) -> Client:
    return sign_in(moderator)


@pytest.fixture
def comment(action: ActionPage) -> Comment:
    return CommentFactory(
        page=action, text="Un incapable, voilà ce qu’il est", author=UserFactory(last_name="Dupontel")
    )


def choice(comment: Comment, outcome: str = "fold", **changes: object) -> dict[str, object]:
    """What the form of a decision sends."""
    comment.refresh_from_db()
    return {
        "outcome": outcome,
        "rule": rule().pk,
        "reasoning": "Vise une personne",
        "message": "",
        "seen": comment.current_decision_id or 0,
    } | changes


# Reports


def test_an_agent_reports_a_comment_with_a_reason(
    client: Client, agent: User, action: ActionPage, comment: Comment
) -> None:
    assert report_address(comment) in read(client, action.get_url())
    form = read_form(read(client, report_address(comment)), report_address(comment))
    response = client.post(form.action, form.fields | {"text": "Attaque un collègue"})
    assert response.url.endswith(f"#commentaire-{comment.pk}")
    report = Report.objects.get()
    assert (report.comment, report.reporter, report.reason) == (comment, agent, "Attaque un collègue")
    html = read(client, action.get_url())
    assert comment.text in html  # nothing is hidden before somebody decides
    assert "Signalé" in html
    assert "Vous avez signalé ce commentaire" in read(client, report_address(comment))


def test_reporting_twice_tells_moderators_once(client: Client, comment: Comment) -> None:
    for reason in ("Attaque un collègue", "Encore"):
        assert client.post(report_address(comment), {"text": reason}).status_code == 302
    assert [report.reason for report in Report.objects.all()] == ["Attaque un collègue"]


def test_the_database_holds_one_open_report_of_each_person(agent: User, comment: Comment) -> None:
    report_comment(comment=comment, reporter=agent, reason="Une fois")
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(comment=comment, reporter=agent, reason="Deux fois")


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1001])
def test_a_refused_report_keeps_its_text(reason: str, client: Client, comment: Comment) -> None:
    html = client.post(report_address(comment), {"text": reason}).content.decode()
    assert 'id="report-text_error"' in html
    assert read_form(html, report_address(comment)).fields["text"] == reason
    assert not Report.objects.exists()


def test_htmx_gets_the_form_and_the_thanks_alone(client: Client, comment: Comment) -> None:
    html = client.get(report_address(comment), **HTMX).content.decode()
    assert "<html" not in html
    form = read_form(html, report_address(comment))
    refused = client.post(form.action, form.fields | {"text": ""}, **HTMX).content.decode()
    assert "report-text_error" in refused
    done = client.post(form.action, form.fields | {"text": "Motif"}, **HTMX).content.decode()
    assert 'role="status"' in done
    assert "<html" not in done
    assert Report.objects.count() == 1


def test_a_report_on_a_page_that_is_gone_gives_the_text_back(
    client: Client, action: ActionPage, comment: Comment
) -> None:
    action.unpublish()
    assert client.get(report_address(comment)).status_code == 404
    response = client.post(report_address(comment), {"text": "Un long motif"})
    assert response.status_code == 404
    assert "Un long motif" in response.content.decode()
    assert "Un long motif" in client.post(report_address(comment), {"text": "Un long motif"}, **HTMX).text
    assert not Report.objects.exists()


def test_a_report_sent_after_the_session_expired_is_kept_for_its_author(
    client: Client, agent: User, comment: Comment
) -> None:
    form = read_form(read(client, report_address(comment)), report_address(comment))
    client.cookies.clear()
    response = client.post(form.action, form.fields | {"text": "Un long motif"})
    assert response.url == f"/connexion/?next={report_address(comment)}"
    back = client.post(response.url, {"username": agent.email, "password": "une phrase de passe solide"})
    again = read_form(read(client, back.url), report_address(comment))
    assert again.fields["text"] == "Un long motif"
    client.post(again.action, again.fields)
    assert Report.objects.get().reporter == agent
    assert "Un long motif" not in read(client, report_address(comment))


def test_a_kept_report_is_shown_to_nobody_else(client: Client, comment: Comment) -> None:
    form = read_form(read(client, report_address(comment)), report_address(comment))
    client.cookies.clear()
    client.post(form.action, form.fields | {"text": "Confidence"})
    other = UserFactory()
    client.force_login(other)
    assert "Confidence" not in read(client, report_address(comment))
    assert client.post(form.action, form.fields | {"text": "De qui ?"}).status_code == 403
    assert not Report.objects.exists()


def test_nobody_reports_their_own_comment_nor_one_they_may_not_read(
    client: Client, agent: User, action: ActionPage, comment: Comment
) -> None:
    mine = CommentFactory(page=action, author=agent)
    assert client.post(report_address(mine), {"text": "Moi"}).status_code == 403
    with pytest.raises(OwnCommentError):  # whatever the form says
        report_comment(comment=mine, reporter=agent, reason="Moi")
    PageViewRestriction.objects.create(page=action, restriction_type=PageViewRestriction.GROUPS)
    assert client.get(report_address(comment)).status_code == 404
    client.post(report_address(comment), {"text": "Dedans"})
    assert not Report.objects.exists()


# The desk


def test_the_desk_shows_what_is_unread_how_often_reported_and_since_when(
    desk: Client, action: ActionPage, comment: Comment
) -> None:
    assert "Rien n’attend" in read(desk, DESK)
    for _reporter in range(3):
        report_comment(comment=comment, reporter=UserFactory(last_name="Délateur"), reason="Vise quelqu’un")
    Report.objects.update(created_at=timezone.now() - datetime.timedelta(days=2))
    html = read(desk, DESK)
    assert action.title in html
    assert "Un incapable" in html
    assert "2\xa0jours" in html
    assert NEW_IN_MENU in html
    page = read(desk, case(comment))
    assert page.count("Vise quelqu’un") == 3
    assert "Délateur" not in page
    assert NEW_IN_MENU not in read(desk, DESK)
    assert action.title in read(desk, f"{DESK}?waiting=reports")
    assert action.title not in read(desk, f"{DESK}?waiting=unread")
    assert action.title not in read(desk, f"{DESK}?waiting=appeal")


def test_a_decision_empties_the_desk_and_a_new_report_opens_it_again(
    desk: Client, action: ActionPage, comment: Comment
) -> None:
    report_comment(comment=comment, reporter=UserFactory(), reason="Vise quelqu’un")
    read(desk, case(comment))
    desk.post(case(comment), choice(comment, "leave", rule=""))
    assert action.title not in read(desk, DESK)
    assert Report.objects.get().closed_by == ModerationDecision.objects.get()
    report_comment(comment=comment, reporter=UserFactory(), reason="Et pourtant")
    html = read(desk, DESK)
    assert action.title in html
    assert NEW_IN_MENU in html


def test_a_report_that_comes_while_the_moderator_decides_stays_on_the_desk(
    desk: Client, action: ActionPage, comment: Comment
) -> None:
    report_comment(comment=comment, reporter=UserFactory(), reason="Vise quelqu’un")
    read(desk, case(comment))
    report_comment(comment=comment, reporter=UserFactory(), reason="Autre chose encore")
    desk.post(case(comment), choice(comment, "leave", rule=""))
    assert action.title in read(desk, DESK)


def test_a_deleted_comment_leaves_the_desk(desk: Client, action: ActionPage, comment: Comment) -> None:
    report_comment(comment=comment, reporter=UserFactory(), reason="Vise quelqu’un")
    delete_comment(comment=comment)
    assert action.title not in read(desk, DESK)
    html = desk.post(case(comment), choice(comment)).content.decode()
    assert "n’est plus affiché" in html
    assert "Vise une personne" in html  # what was typed
    assert not ModerationDecision.objects.exists()


@pytest.mark.parametrize("group", ["Agents", "Communication", "Responsables d’action"])
def test_only_moderators_see_the_desk(group: str, comment: Comment, sign_in: SignIn) -> None:
    report_comment(comment=comment, reporter=UserFactory(), reason="Vise quelqu’un")
    other = sign_in(UserFactory(groups=[group]))
    for address in (DESK, case(comment)):
        assert other.get(address).status_code in (302, 403)
        assert other.post(address, choice(comment)).status_code in (302, 403, 404, 405)
    assert not ModerationDecision.objects.exists()


def test_a_moderator_sees_nothing_of_a_page_that_they_may_not_read(
    desk: Client, action: ActionPage, comment: Comment
) -> None:
    report_comment(comment=comment, reporter=UserFactory(), reason="Vise quelqu’un")
    PageViewRestriction.objects.create(page=action, restriction_type=PageViewRestriction.GROUPS)
    assert "Un incapable" not in read(desk, DESK)
    assert desk.get(case(comment)).status_code == 404


def test_a_decision_on_a_page_that_is_gone_gives_the_texts_back(
    desk: Client, action: ActionPage, comment: Comment
) -> None:
    sent = choice(comment, reasoning="Une longue motivation", message="Un long message")
    action.unpublish()
    response = desk.post(case(comment), sent)
    assert response.status_code == 404
    assert "Une longue motivation" in response.content.decode()
    assert "Un long message" in response.content.decode()
    assert not ModerationDecision.objects.exists()


# Who decides


def test_nobody_moderates_their_own_comment_nor_their_own_conversation(
    desk: Client, moderator: User, action: ActionPage
) -> None:
    mine = CommentFactory(page=action, author=moderator)
    answer = CommentFactory(page=action, parent=mine, depth=2)
    below = CommentFactory(page=action, parent=answer, depth=3)
    for comment in (mine, answer, below):
        report_comment(comment=comment, reporter=UserFactory(), reason="Vise quelqu’un")
        assert desk.get(case(comment)).url == "/gestion/"
        assert desk.post(case(comment), choice(comment)).status_code == 404
        with pytest.raises(OwnConversationError):
            fold(comment, moderator=moderator)
    assert action.title not in read(desk, DESK)
    assert not ModerationDecision.objects.exists()


# Decisions


def test_leaving_a_comment_is_written_in_the_register(
    desk: Client, client: Client, action: ActionPage, comment: Comment
) -> None:
    response = desk.post(case(comment), choice(comment, "leave", rule="", reasoning="Critique vive, permise"))
    assert response.url == DESK
    assert comment.text in read(client, action.get_url())
    html = read(client, REGISTER)
    assert "Critique vive, permise" in html
    assert "Laissé tel quel" in html


def test_a_folded_text_is_one_click_away_behind_its_reason(
    desk: Client, client: Client, action: ActionPage, comment: Comment
) -> None:
    desk.post(case(comment), choice(comment))
    html = read(client, action.get_url())
    folded = html.split('<details class="comment__folded">')[1].split("</details>")[0]
    assert comment.text in folded
    before = html.split('<details class="comment__folded">')[0]
    assert "Vise une personne" in before
    assert "3. Respect des personnes" in before
    assert html.count(comment.text) == 1
    assert f"?repondre={comment.pk}#" not in html


def test_a_withdrawn_text_is_nowhere_but_under_seal(
    desk: Client, client: Client, action: ActionPage, comment: Comment
) -> None:
    edit_comment(comment=comment, text="Un voleur, voilà")
    by_law = rule(4, by_law=True)
    desk.post(case(comment), choice(comment, "withdraw", rule=by_law.pk))
    comment.refresh_from_db()
    assert comment.text == ""
    assert not comment.versions.exists()
    for address in (action.get_url(), REGISTER, f"{REGISTER}{comment.current_decision_id}/"):
        html = read(client, address)
        assert "voleur" not in html
        assert "incapable" not in html
    author = Client()
    author.force_login(comment.author)
    for address in ("/mon-espace/", action.get_url()):
        assert "voleur" not in read(author, address)
    assert client.get(reverse("comments:comment_versions", args=[comment.pk])).status_code == 404
    sealed = SealedText.objects.get()
    assert sealed.text == "Un voleur, voilà"
    assert [version["text"] for version in sealed.versions] == ["Un incapable, voilà ce qu’il est"]
    assert Change.objects.exists()  # its page is indexed again


def test_only_a_rule_that_the_law_sets_lets_withdraw(desk: Client, comment: Comment) -> None:
    html = desk.post(case(comment), choice(comment, "withdraw", message="Gardez-moi")).content.decode()
    assert "fixée par la loi" in html
    assert "Gardez-moi" in html
    assert not ModerationDecision.objects.exists()
    with pytest.raises(NotSetByLawError):
        decide(comment, "withdraw", rule=rule())


def test_a_decision_without_what_it_needs_is_refused_and_keeps_what_was_typed(
    desk: Client, comment: Comment
) -> None:
    for sent in (
        choice(comment, "fold", rule=""),
        choice(comment, "rephrase", message=""),
        choice(comment, "fold", reasoning=" "),
        choice(comment, "fold", reasoning="Ce que dit M. Dupontel est faux"),
        choice(comment, "burn"),
        choice(comment, "fold", rule="999999"),
        choice(comment, "fold", seen="x"),
    ):
        response = desk.post(
            case(comment),
            sent | {"message": sent["message"] or "Gardez-moi"} if sent["outcome"] != "rephrase" else sent,
        )
        assert response.status_code == 200
        assert response.context["form"].errors
        if sent["outcome"] != "rephrase":
            assert "Gardez-moi" in response.content.decode()
    assert not ModerationDecision.objects.exists()
    with pytest.raises(RuleNeededError):
        decide(comment, "fold", rule=None)
    with pytest.raises(MessageNeededError):
        decide(comment, "rephrase", message=" ")


def test_the_author_asked_to_rephrase_may_edit_whenever(
    desk: Client, client: Client, action: ActionPage, comment: Comment, sign_in: SignIn
) -> None:
    Comment.objects.update(created_at=timezone.now() - datetime.timedelta(days=9))
    desk.post(case(comment), choice(comment, "rephrase", message="Reprenez le mot « incapable »"))
    author = sign_in(comment.author)
    edit = reverse("comments:edit_comment", args=[comment.pk])
    for address in (action.get_url(), "/mon-espace/"):
        html = read(author, address)
        assert "Reprenez le mot" in html
        assert edit in html
    assert "Reprenez le mot" in read(author, edit)
    for address in (action.get_url(), REGISTER, f"{REGISTER}{ModerationDecision.objects.get().pk}/"):
        assert "Reprenez le mot" not in read(client, address)
    assert "Reprenez le mot" in read(author, f"{REGISTER}{ModerationDecision.objects.get().pk}/")
    assert author.post(edit, {"text": "Ce travail est mal fait"}).status_code == 302
    comment.refresh_from_db()
    assert (comment.text, comment.moderation_state) == ("Ce travail est mal fait", ModerationState.VISIBLE)
    assert edit not in read(author, action.get_url())  # the quarter of an hour is long over


def test_two_moderators_one_decides_and_the_other_keeps_what_they_typed(
    desk: Client, comment: Comment, sign_in: SignIn
) -> None:
    other = sign_in(UserFactory(groups=["Administration"]))
    mine, theirs = choice(comment, "fold"), choice(comment, "leave", rule="", reasoning="Cela se discute")
    assert other.post(case(comment), theirs).status_code == 302
    html = desk.post(case(comment), mine | {"reasoning": "Attaque directe"}).content.decode()
    assert "a décidé entre-temps" in html
    assert "Cela se discute" in html
    again = read_form_in_case(html)
    assert again["reasoning"] == "Attaque directe"
    assert ModerationDecision.objects.count() == 1
    assert desk.post(case(comment), mine | again).status_code == 302
    first, second = ModerationDecision.objects.order_by("pk")
    assert (second.follows, second.outcome) == (first, "fold")


def read_form_in_case(html: str) -> dict[str, str]:
    """The hidden key and the texts of the form of a decision."""
    seen = html.split('name="seen" value="')[1].split('"')[0]
    reasoning = html.split('name="reasoning"')[1].split(">", 1)[1].split("</textarea>")[0].strip()
    return {"seen": seen, "reasoning": reasoning}


def test_the_same_decision_sent_twice_is_taken_once(desk: Client, comment: Comment) -> None:
    sent = choice(comment)
    assert [desk.post(case(comment), sent).status_code for _time in range(2)] == [302, 302]
    assert ModerationDecision.objects.count() == 1


def test_decisions_are_announced_on_commit(
    comment: Comment, agent: User, django_capture_on_commit_callbacks: Callable
) -> None:
    heard: list[object] = []
    listeners = {
        comment_reported: lambda report, **kwargs: heard.append(report),
        moderation_decided: lambda decision, **kwargs: heard.append(decision),
        appeal_lodged: lambda appeal, **kwargs: heard.append(appeal),
        appeal_decided: lambda appeal, **kwargs: heard.append(appeal),
    }
    for announcement, listen in listeners.items():
        announcement.listen(listen, name="test")
    try:
        with django_capture_on_commit_callbacks(execute=True):
            report = report_comment(comment=comment, reporter=agent, reason="Vise quelqu’un")
            decision = fold(comment)
            appeal = lodge_appeal(decision=decision, appellant=comment.author, text="Je conteste")
            decide(comment, "leave")
            assert heard == []
    finally:
        for announcement in listeners:
            del announcement.listeners["test"]
    assert heard == [report, decision, appeal, appeal]
    assert Appeal.objects.get().outcome == AppealOutcome.OVERTURNED
    assert [one.get_absolute_url() for one in (report, decision)] == [
        case(comment),
        f"{REGISTER}{decision.pk}/",
    ]


def test_a_decision_is_logged_without_the_author_s_name(desk: Client, comment: Comment) -> None:
    desk.post(case(comment), choice(comment))
    entry = ModelLogEntry.objects.get(action="moderation.decide")
    assert "Dupontel" not in entry.label
    assert entry.data["outcome"] == "fold"


# The register


def test_the_register_says_everything_but_the_moderator_and_a_withdrawn_text(
    client: Client, action: ActionPage, comment: Comment, moderator: User
) -> None:
    decision = withdraw_text(
        comment, moderator=moderator, reasoning="Santé d’une usagère", message="Pour vous"
    )
    for address in (REGISTER, decision.get_absolute_url()):
        html = read(client, address)
        for said in (action.title, "4. Pas de données personnelles", "Santé d’une usagère", "Texte retiré"):
            assert said in html
        for unsaid in ("Modératrice", "Dupontel", "incapable", "Pour vous"):
            assert unsaid not in html


def test_the_register_tells_nothing_of_a_page_to_who_may_not_read_it(
    client: Client, action: ActionPage, comment: Comment
) -> None:
    action.title = "Réorganisation secrète"
    action.save()
    decision = fold(comment, reasoning="Nomme un agent du projet secret")
    PageViewRestriction.objects.create(page=action, restriction_type=PageViewRestriction.GROUPS)
    for address in (REGISTER, decision.get_absolute_url()):
        html = read(client, address)
        assert "secr" not in html
        assert "3. Respect des personnes" in html


def test_the_register_outlives_the_page(client: Client, action: ActionPage, comment: Comment) -> None:
    decision = withdraw_text(comment, reasoning="Santé d’une usagère")
    title = action.title
    action.delete()
    assert not Comment.objects.exists()
    for address in (REGISTER, decision.get_absolute_url()):
        html = read(client, address)
        assert title in html
        assert "Santé d’une usagère" in html
    assert SealedText.objects.exists()


def test_a_closed_page_that_is_gone_is_still_closed(
    client: Client, action: ActionPage, comment: Comment
) -> None:
    PageViewRestriction.objects.create(page=action, restriction_type=PageViewRestriction.GROUPS)
    action.title = "Réorganisation secrète"
    action.save()
    decision = fold(comment, reasoning="Nomme un agent du projet secret")
    action.delete()
    for address in (REGISTER, decision.get_absolute_url()):
        assert "secr" not in read(client, address)


def test_the_register_is_filtered_by_outcome_and_rule(client: Client, action: ActionPage) -> None:
    one, two = (CommentFactory(page=action) for _comment in range(2))
    fold(one, reasoning="Vif")
    withdraw_text(two, reasoning="Privé")
    html = read(client, f"{REGISTER}?outcome=fold")
    assert "Vif" in html
    assert "Privé" not in html
    html = read(client, f"{REGISTER}?rule=4")
    assert "Privé" in html
    assert "Vif" not in html
    html = read(client, f"{REGISTER}?outcome=x&rule=y&page=99")
    assert "Vif" in html
    assert "Privé" in html


def test_the_figures_of_the_register(client: Client, action: ActionPage) -> None:
    comments = [CommentFactory(page=action) for _comment in range(3)]
    for comment in comments:
        report_comment(comment=comment, reporter=UserFactory(), reason="Vise quelqu’un")
    now = timezone.now()
    for comment, days in zip(comments, (1, 3, 9), strict=True):
        comment.reports.update(created_at=now - datetime.timedelta(days=days, hours=1))
        decision = fold(comment, decided_at=now)
    lodge_appeal(decision=decision, appellant=decision.comment.author, text="Je conteste")
    html = read(client, REGISTER)
    assert "3\xa0jours" in html
    decide(decision.comment, "leave")
    figures = client.get(REGISTER).context["figures"]
    assert (figures.total, figures.appeals, figures.pending) == (4, 1, 0)
    assert (figures.overturned, figures.changed) == (1, 0)
    assert {row.label: row.count for row in figures.by_outcome}["Replié"] == 3
    assert [(row.label, row.count) for row in figures.by_rule] == [("3. Respect des personnes", 3)]


def test_the_register_costs_the_same_with_2_and_20_entries(
    client: Client, action: ActionPage, django_assert_max_num_queries: Callable
) -> None:
    for _entry in range(2):
        fold(CommentFactory(page=action))
    read(client, REGISTER)
    with django_assert_max_num_queries(25) as few:
        read(client, REGISTER)
        most = len(few)
    for _entry in range(18):
        appealed = fold(CommentFactory(page=action))
        lodge_appeal(decision=appealed, appellant=appealed.comment.author, text="Je conteste")
    read(client, REGISTER)  # makes again what is kept for all readers
    with django_assert_max_num_queries(most):
        read(client, REGISTER)


@pytest.mark.parametrize("table", ["moderation_moderationdecision", "moderation_charterrule"])
def test_the_database_refuses_to_change_or_remove_an_entry(table: str, comment: Comment) -> None:
    fold(comment)
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):  # noqa: S608 (one of ours)
        with pytest.raises(DatabaseError, match=MESSAGE), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(DatabaseError), transaction.atomic():
        ModerationDecision.objects.update(reasoning="Rien")
    assert ModerationDecision.objects.get().reasoning == "Met en cause une personne"


def test_the_database_holds_one_chain_for_each_comment(comment: Comment) -> None:
    first = fold(comment)
    decide(comment, "leave")
    copy = {"page_title": "", "page_was_open": True, "moderator": UserFactory(), "outcome": "leave"}
    for link in ({"follows": None}, {"follows": first}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ModerationDecision.objects.create(comment=comment, **copy, **link)


# Appeals


def test_the_author_contests_once_and_a_second_moderator_decides(
    desk: Client, moderator: User, client: Client, action: ActionPage, comment: Comment, sign_in: SignIn
) -> None:
    decision = fold(comment, moderator=moderator)
    author = sign_in(comment.author)
    contest = reverse("moderation:appeal", args=[decision.pk])
    for address in (action.get_url(), "/mon-espace/", decision.get_absolute_url()):
        assert contest in read(author, address)
        assert contest not in read(client, address)
    assert author.post(contest, {"text": "Je parlais du logiciel"}).url == decision.get_absolute_url()
    author.post(contest, {"text": "Encore"})
    assert Appeal.objects.get().text == "Je parlais du logiciel"
    assert contest not in read(author, action.get_url())
    html = read(client, decision.get_absolute_url())
    assert "en attente d’un second avis" in html
    assert "Je parlais du logiciel" not in html

    assert action.title not in read(desk, DESK)
    assert "une seconde personne" in read(desk, case(comment))
    html = desk.post(case(comment), choice(comment, reasoning="Je maintiens")).content.decode()
    assert "une seconde personne" in html
    assert "Je maintiens" in html
    with pytest.raises(SameModeratorError):
        fold(comment, moderator=moderator)

    second = sign_in(UserFactory(groups=["Modération"]))
    assert "Je parlais du logiciel" in read(second, case(comment))
    second.post(case(comment), choice(comment, "leave", rule="", reasoning="Il parle d’un logiciel"))
    assert comment.text in read(client, action.get_url())
    assert "Annulée" in read(client, decision.get_absolute_url())
    last = ModerationDecision.objects.latest("pk")
    assert (last.follows, last.on_appeal) == (decision, Appeal.objects.get())
    assert ModelLogEntry.objects.filter(action="moderation.decide_appeal").count() == 1
    with pytest.raises(AppealClosedError):
        lodge_appeal(decision=last, appellant=comment.author, text="Encore")


def test_the_database_refuses_an_appeal_decided_by_the_same_moderator(
    moderator: User, comment: Comment
) -> None:
    decision = fold(comment, moderator=moderator)
    appeal = lodge_appeal(decision=decision, appellant=comment.author, text="Je conteste")
    with pytest.raises(DatabaseError, match="second moderator"), transaction.atomic():
        ModerationDecision.objects.create(
            comment=comment,
            page_title="",
            page_was_open=True,
            moderator=moderator,
            role="moderation",
            outcome="leave",
            reasoning="x",
            follows=decision,
            on_appeal=appeal,
        )


def test_nobody_contests_for_somebody_else(client: Client, comment: Comment) -> None:
    decision = fold(comment)
    contest = reverse("moderation:appeal", args=[decision.pk])
    assert client.get(contest).status_code == 403
    assert client.post(contest, {"text": "Pour lui"}).status_code == 403
    assert not Appeal.objects.exists()


def test_an_appeal_that_comes_too_late_keeps_its_text(comment: Comment, sign_in: SignIn) -> None:
    decision = fold(comment)
    decide(comment, "leave")
    author = sign_in(comment.author)
    html = author.post(
        reverse("moderation:appeal", args=[decision.pk]), {"text": "Trop tard"}
    ).content.decode()
    assert "Trop tard" in html
    assert "ne peut plus être contestée" in html
    assert not Appeal.objects.exists()


def test_an_appeal_sent_after_the_session_expired_is_kept(comment: Comment, sign_in: SignIn) -> None:
    decision = fold(comment)
    author = sign_in(comment.author)
    contest = reverse("moderation:appeal", args=[decision.pk])
    author.cookies.clear()
    author.post(contest, {"text": "Un long texte", "_owner": sign_owner(comment.author_id)})
    author.force_login(comment.author)
    assert "Un long texte" in read(author, contest)


def test_an_appeal_for_a_comment_that_is_gone_gives_the_text_back(
    action: ActionPage, comment: Comment, sign_in: SignIn
) -> None:
    decision = fold(comment)
    author = sign_in(comment.author)
    action.delete()
    response = author.post(reverse("moderation:appeal", args=[decision.pk]), {"text": "Un long texte"})
    assert response.status_code == 404
    assert "Un long texte" in response.content.decode()


# Sealed texts


def test_the_committee_alone_reads_a_withdrawn_text_and_each_reading_is_logged(
    desk: Client, client: Client, comment: Comment, sign_in: SignIn
) -> None:
    decision = withdraw_text(comment)
    address = reverse("moderation_sealed_text", args=[decision.pk])
    administrator = sign_in(UserFactory(groups=["Administration"]))
    for other in (desk, client, administrator):
        assert other.post(address).status_code in (302, 403)
        assert address not in read(other, decision.get_absolute_url())
    member = UserFactory(groups=["Comité de pilotage"])
    committee = sign_in(member)
    assert address in read(committee, decision.get_absolute_url())
    assert "incapable" not in read(committee, address)
    assert not ModelLogEntry.objects.filter(action="moderation.read_sealed").exists()
    assert "incapable" in committee.post(address).content.decode()
    assert ModelLogEntry.objects.get(action="moderation.read_sealed").user == member


def test_the_committee_decides_about_a_text_that_it_alone_can_read(
    desk: Client, client: Client, action: ActionPage, comment: Comment, sign_in: SignIn
) -> None:
    edit_comment(comment=comment, text="Un voleur, voilà")
    decision = withdraw_text(comment)
    lodge_appeal(decision=decision, appellant=comment.author, text="Je ne vise personne")
    assert action.title not in read(desk, DESK)
    assert desk.get(case(comment)).url == "/gestion/"
    committee = sign_in(UserFactory(groups=["Comité de pilotage"]))
    assert action.title in read(committee, DESK)
    assert "voleur" not in read(committee, case(comment))
    committee.post(case(comment), choice(comment, "fold", reasoning="Personne n’est visé"))
    html = read(client, action.get_url())
    assert "Un voleur, voilà" in html.split('<details class="comment__folded">')[1]
    last = ModerationDecision.objects.latest("pk")
    assert last.role == "committee"
    assert Appeal.objects.get().outcome == AppealOutcome.CHANGED
    comment.refresh_from_db()
    assert [version.text for version in comment.versions.all()] == ["Un incapable, voilà ce qu’il est"]
    assert not SealedText.objects.exists()


def test_a_text_whose_seal_expired_does_not_come_back(
    client: Client, action: ActionPage, comment: Comment
) -> None:
    withdraw_text(comment)
    SealedText.objects.all().delete()
    moderate_comment(
        comment=comment, moderator=UserFactory(), outcome="leave", reasoning="Personne n’est visé"
    )
    assert "Texte retiré" in read(client, action.get_url())


# The charter


def test_a_rule_that_is_edited_becomes_a_new_version(
    client: Client, comment: Comment, sign_in: SignIn
) -> None:
    decision = fold(comment)
    old = rule()
    editor = sign_in(UserFactory(groups=["Communication"]))
    edit = reverse("charter_rules:edit", args=[old.pk])
    sent = {"number": 3, "title": "Respect", "text": "Autrement dit", "in_force": "on"}
    assert editor.post(edit, sent).status_code == 302
    new = CharterRule.objects.current().get(number=3)
    assert (new.version, new.replaces, new.title) == (2, old, "Respect")
    page = EditorialPageFactory(body=[("charter_rules", None)])
    html = read(client, page.get_url())
    assert "3. Respect</h2>" in html
    assert "On discute des idées." in read(client, decision.get_absolute_url())
    response = editor.post(edit, sent | {"text": "Depuis l’ancienne"})
    assert response.status_code == 200
    assert "Depuis l’ancienne" in response.content.decode()
    assert editor.post(reverse("charter_rules:add"), sent).context["form"].errors["number"]
    assert (
        editor.post(reverse("charter_rules:edit", args=[new.pk]), sent | {"in_force": ""}).status_code == 302
    )
    assert "Autrement dit" not in read(client, page.get_url())
    assert reverse("charter_rules:index") in read(editor, "/gestion/")
    assert editor.get(reverse("charter_rules:index")).status_code == 200


def test_moderators_do_not_write_the_charter(desk: Client) -> None:
    assert desk.get(reverse("charter_rules:add")).status_code in (302, 403)
    assert Group.objects.get(name="Modération").permissions.filter(codename="add_charterrule").count() == 0


# Before the register
