"""What is told of volunteers and of moderation."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from portal.accounts.models import User
from projects.enums import ManagerRole
from projects.notifications.enums import Category, Frequency, Kind
from projects.notifications.mail import send_due_mail
from projects.notifications.models import Notification
from projects.notifications.services import Fact, notify, save_settings
from projects.participation.enums import ModerationOutcome
from projects.participation.models import Comment
from projects.participation.services import (
    accept_volunteer,
    address_volunteers,
    decline_volunteer,
    lodge_appeal,
    moderate_comment,
    report_comment,
    volunteer,
    withdraw,
)
from tests.factories import ActionPageFactory, CommentFactory, ServiceFactory, UserFactory, VolunteerFactory

from .conftest import Mailbox, parts

pytestmark = pytest.mark.django_db

Commit = Callable[..., Any]


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Commit) -> Commit:
    """Does something, and lets what follows the commit happen."""

    def commit(verb: Callable[..., Any], **arguments: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return verb(**arguments)

    return commit


def told(agent: User) -> list[str]:
    return list(Notification.objects.to(agent).order_by("pk").values_list("kind", flat=True))


def centre(sign_in: Callable[[User], Client], agent: User) -> str:
    return sign_in(agent).get("/mon-espace/notifications/").content.decode().replace("\xa0", " ")


def test_the_manager_of_the_service_is_told(agent: User, commit: Commit, sign_in: Callable) -> None:
    manager = UserFactory()
    agent.service = ServiceFactory(manager=manager)
    agent.save()
    action = ActionPageFactory(seeking_volunteers=True, title="La navette")
    action.project.manager_role = ManagerRole.ASKED
    action.project.save()
    offer = commit(volunteer, action=action, agent=agent)
    assert told(manager) == [Kind.MANAGER_ASKED]
    html = centre(sign_in, manager)
    assert f"{agent}, de votre service, propose son aide." in html
    assert f'href="{offer.get_absolute_url()}"' in html


def test_the_volunteer_is_told_of_each_step(commit: Commit, sign_in: Callable, mailbox: Mailbox) -> None:
    offer = VolunteerFactory()
    commit(accept_volunteer, offer=offer)
    assert told(offer.agent) == [Kind.VOLUNTEER_CHANGED]
    assert "Votre offre est acceptée" in centre(sign_in, offer.agent)
    other = VolunteerFactory(action=offer.action)
    commit(decline_volunteer, offer=other, kind_word="Une autre fois, merci !")
    html = centre(sign_in, other.agent)
    assert "Votre offre n’est pas retenue" in html
    assert "Une autre fois, merci !" in html


def test_a_freed_place_is_told_to_who_gets_it_and_to_the_lead(commit: Commit, sign_in: Callable) -> None:
    lead = UserFactory()
    action = ActionPageFactory(volunteers_wanted=1, volunteers_for="Tester", lead_person=lead)
    first, second = UserFactory(), UserFactory()
    for person in (first, second):
        commit(volunteer, action=action, agent=person)
    commit(withdraw, action=action, agent=first)
    assert told(first) == []
    assert told(second) == [Kind.VOLUNTEER_CHANGED]
    assert told(lead) == [Kind.VOLUNTEER_JOINED, Kind.VOLUNTEER_JOINED, Kind.VOLUNTEER_LEFT]
    assert "Une place s’est libérée" in centre(sign_in, second)


def test_a_message_of_the_lead_person_reaches_the_volunteers_by_mail(
    commit: Commit, sign_in: Callable, mailbox: Mailbox
) -> None:
    offer = VolunteerFactory()
    lead = UserFactory(first_name="Solène", last_name="Garance")
    any_time = {"quiet_from": "00:00", "quiet_until": "00:00", "working_days_only": False}
    save_settings(
        agent=offer.agent, frequencies={Category.VOLUNTEERING: Frequency.AT_ONCE}, hours=any_time
    )
    commit(
        address_volunteers,
        action=offer.action,
        sender=lead,
        recipients=[offer.agent],
        subject="Rendez-vous",
        text="Mardi à neuf heures, salle B.",
        submission=uuid.uuid4(),
    )
    assert told(offer.agent) == [Kind.ADDRESSED]
    assert "Mardi à neuf heures" in centre(sign_in, offer.agent)
    assert send_due_mail() == 1
    for part in parts(mailbox.take()[0]):
        assert "Message de Solène Garance : Rendez-vous" in part.replace("\xa0", " ")
        assert "Mardi à neuf heures, salle B." in part


@pytest.fixture
def moderator(db: None) -> User:
    return UserFactory(groups=["Moderators"])


@pytest.fixture
def comment(db: None) -> Comment:
    return CommentFactory(text="Vous êtes un incapable", page__title="Le parapheur")


def fold(comment: Comment, moderator: User) -> dict[str, Any]:
    return {
        "comment": comment,
        "moderator": moderator,
        "outcome": ModerationOutcome.FOLD,
        "reasoning": "Ce mot blesse.",
    }


def test_moderators_are_told_of_reports_but_of_those_about_themselves(
    comment: Comment, moderator: User, commit: Commit, sign_in: Callable
) -> None:
    second = UserFactory(groups=["Moderators"])
    commit(report_comment, comment=comment, reporter=UserFactory(), reason="Insulte")
    mine = CommentFactory(author=second)
    commit(report_comment, comment=mine, reporter=UserFactory(), reason="Insulte")
    assert told(moderator) == [Kind.REPORTED, Kind.REPORTED]
    assert told(second) == [Kind.REPORTED]
    assert told(comment.author) == []
    html = centre(sign_in, moderator)
    assert "2 signalements à examiner" in html
    assert "Un commentaire est signalé sous « Le parapheur »." in html
    assert "incapable" not in html


def test_the_author_is_told_of_a_decision_and_can_appeal(
    comment: Comment, moderator: User, commit: Commit, sign_in: Callable
) -> None:
    second = UserFactory(groups=["Moderators"])
    decision = commit(moderate_comment, **fold(comment, moderator))
    assert told(comment.author) == [Kind.MODERATED]
    html = centre(sign_in, comment.author)
    assert "La modération a pris une décision sur votre commentaire" in html
    assert f'href="{decision.get_absolute_url()}"' in html
    commit(lodge_appeal, decision=decision, appellant=comment.author, text="Je ne visais personne.")
    assert (told(moderator), told(second)) == ([], [Kind.APPEAL])
    comment.refresh_from_db()
    commit(moderate_comment, **fold(comment, second))
    assert told(comment.author) == [Kind.MODERATED, Kind.APPEAL_DECIDED]
    assert "Votre recours a reçu une réponse" in centre(sign_in, comment.author)


def test_the_author_of_a_comment_that_is_left_is_not_told(
    comment: Comment, moderator: User, commit: Commit
) -> None:
    commit(moderate_comment, **{**fold(comment, moderator), "outcome": ModerationOutcome.LEAVE})
    assert told(comment.author) == []


def test_a_folded_comment_is_told_no_more(
    comment: Comment, moderator: User, agent: User, commit: Commit, sign_in: Callable
) -> None:
    fact = Fact(f"comment:{comment.pk}", comment.pk, page=comment.page, comment=comment)
    notify(fact=fact, told={agent.pk: Kind.COMMENT})
    assert "incapable" in centre(sign_in, agent)
    commit(moderate_comment, **fold(comment, moderator))
    assert "incapable" not in centre(sign_in, agent)
