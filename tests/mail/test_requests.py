"""No request waits for a mail server: each that causes mail is asked while the server hangs."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings
from wagtail.models import PageSubscription

from portal.accounts.models import User
from portal.mail.models import OutgoingMail
from portal.privacy.models import PrivacyRequest
from projects.notifications.enums import Category, Frequency
from projects.notifications.services.settings import save_settings
from tests.admin.forms import action_data
from tests.admin.test_publishing import contributor, decide, edit_url, reload, submit  # noqa: F401
from tests.factories import ActionPageFactory, UserFactory
from tests.mailbox import SilentServer, hanging_mail_server, receiving_mail

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]


class Answered:
    """Does what causes mail while the server hangs, then lets it speak again."""

    def __init__(self, settings: Settings, capture: Callable[..., Any], server: SilentServer) -> None:
        self.settings = settings
        self.capture = capture
        self.server = server

    def __call__(self, ask: Callable[[], Any]) -> Any:
        """Ask, and let what follows the commit happen; not one connection was made."""
        with self.capture(execute=True):
            answer = ask()
        assert self.server.connections() == 0
        return answer

    def received_by(self) -> set[str]:
        """Who gets mail once the server speaks again."""
        with receiving_mail(self.settings) as mailbox:
            for command in ("send_notifications", "send_mail_outbox", "send_bulk_mail"):
                call_command(command)
            return set(mailbox.recipients)


@pytest.fixture
def answered(
    settings: Settings, django_capture_on_commit_callbacks: Callable[..., Any]
) -> Iterator[Answered]:
    with hanging_mail_server(settings) as server:
        yield Answered(settings, django_capture_on_commit_callbacks, server)


@pytest.fixture
def administrator(db: None) -> User:
    return UserFactory(groups=["Administration"])


def test_a_request_about_personal_data(
    agent: User, administrator: User, sign_in: SignIn, answered: Answered
) -> None:
    client = sign_in(agent)
    form = {"kind": "objection", "text": "Pas mon nom sur cette page."}
    response = answered(lambda: client.post(reverse("privacy_request"), form))
    assert response.status_code == 302
    assert answered.received_by() == {administrator.email}


def test_the_answer_to_it(agent: User, administrator: User, sign_in: SignIn, answered: Answered) -> None:
    asked = PrivacyRequest.objects.create(agent=agent, kind="access", text="Quoi ?")
    client, form = sign_in(administrator), {"status": "granted", "answer": "Ceci."}
    response = answered(lambda: client.post(reverse("privacyrequest:edit", args=[asked.pk]), form))
    assert response.status_code == 302
    assert answered.received_by() == {agent.email}


@pytest.fixture
def writer(contributor: Client) -> User:  # noqa: F811
    return User.objects.get(pk=contributor.session["_auth_user_id"])


def test_the_workflow_of_a_page(
    contributor: Client,  # noqa: F811
    writer: User,
    sign_in: SignIn,
    answered: Answered,
) -> None:
    reader, colleague = (UserFactory(groups=["Communication"]) for _reader in range(2))
    action = answered(lambda: submit(contributor))
    assert answered.received_by() == {reader.email, colleague.email}
    with hanging_mail_server(answered.settings) as answered.server:
        answered(lambda: decide(sign_in(reader), action, "reject", comment="Il manque un résumé."))
        assert not reload(action).workflow_in_progress
        again = {**action_data(action, summary="Voici."), "action-submit": "1"}
        answered(lambda: contributor.post(edit_url(action), again))
        answered(lambda: decide(sign_in(reader), reload(action), "approve"))
        assert reload(action).live
    told = list(OutgoingMail.objects.order_by("pk").values_list("recipient", flat=True))
    assert told.count(writer.email) == 2, "sent back, then approved"
    assert answered.received_by() == {writer.email, reader.email, colleague.email}


def test_a_comment_of_editors_on_a_page(sign_in: SignIn, answered: Answered) -> None:
    writer, reader = (UserFactory(groups=["Communication"]) for _editor in range(2))
    action = ActionPageFactory()
    PageSubscription.objects.create(page=action, user=reader, comment_notifications=True)
    comment = {
        "comments-TOTAL_FORMS": "1",
        "comments-0-text": "Et la date ?",
        "comments-0-contentpath": "title",
        "comments-0-position": "",
        "comments-0-DELETE": "",
        "comments-0-resolved": "",
        "comments-0-id": "",
        "comments-0-replies-TOTAL_FORMS": "0",
        "comments-0-replies-INITIAL_FORMS": "0",
        "comments-0-replies-MIN_NUM_FORMS": "0",
        "comments-0-replies-MAX_NUM_FORMS": "0",
    }
    client = sign_in(writer)
    response = answered(lambda: client.post(edit_url(action), {**action_data(action), **comment}))
    assert response.status_code == 302
    assert answered.received_by() == {reader.email}


def test_a_forgotten_password(agent: User, answered: Answered) -> None:
    answered(lambda: Client().post("/mot-de-passe/oublie/", {"email": agent.email}))
    assert answered.received_by() == {agent.email}


def test_a_comment_that_a_person_responsible_is_told_of(
    agent: User, sign_in: SignIn, answered: Answered
) -> None:
    lead = UserFactory()
    action = ActionPageFactory(lead_person=lead)
    save_settings(
        agent=lead,
        frequencies=dict.fromkeys(Category, Frequency.AT_ONCE),
        hours={"quiet_from": "00:00", "quiet_until": "00:00", "working_days_only": False},
    )
    client = sign_in(agent)
    response = answered(
        lambda: client.post(reverse("comments:comments", args=[action.pk]), {"text": "Et la suite ?"})
    )
    assert response.status_code == 302
    assert lead.email in answered.received_by()
