"""An agent asks or objects, administrators answer within the month, and no mail is lost."""

import datetime
from collections.abc import Callable, Iterator
from email.message import Message
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.accounts.models import User
from portal.privacy.enums import RequestKind
from portal.privacy.models import PrivacyRequest, one_month_after
from portal.privacy.services import answer_request, record_request
from tests.factories import UserFactory
from tests.mailbox import Mailbox, address_of, parts, receiving_mail, send_outbox, subject_of

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
ASK = "/mon-espace/mes-donnees/demande/"


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    with receiving_mail(settings) as mailbox:
        yield mailbox


def received(mailbox: Mailbox) -> list[Message]:
    send_outbox()
    return mailbox.take()


@pytest.fixture
def administrator() -> User:
    return UserFactory(groups=["Administration"])


def ask(client: Client, **data: str) -> PrivacyRequest:
    response = client.post(ASK, {"kind": "objection", "text": "Pas mon nom sur cette page.", **data})
    assert response.status_code == 302
    return PrivacyRequest.objects.latest("pk")


def test_a_request_is_recorded_with_its_last_day(agent: User, sign_in: SignIn) -> None:
    client = sign_in(agent)
    asked = ask(client)
    assert (asked.agent, asked.kind, asked.status) == (agent, "objection", "received")
    assert asked.due_on == one_month_after(timezone.localdate())
    html = client.get("/mon-espace/mes-donnees/").content.decode()
    assert "Pas mon nom sur cette page." in html
    assert f"numéro {asked.pk}" in html


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ((2026, 1, 31), (2026, 2, 28)),
        ((2028, 1, 31), (2028, 2, 29)),
        ((2026, 11, 25), (2026, 12, 25)),
        ((2026, 12, 31), (2027, 1, 31)),
    ],
)
def test_one_month(day: tuple[int, int, int], due: tuple[int, int, int]) -> None:
    assert one_month_after(datetime.date(*day)) == datetime.date(*due)


@pytest.mark.parametrize("data", [{"text": "  "}, {"kind": "vengeance"}, {"text": "x" * 5001}, {"kind": ""}])
def test_a_request_that_says_nothing_is_refused(data: dict[str, str], agent: User, sign_in: SignIn) -> None:
    response = sign_in(agent).post(ASK, {"kind": "objection", "text": "Bonjour", **data})
    assert response.status_code == 200
    assert "field--invalid" in response.content.decode()
    assert not PrivacyRequest.objects.exists()


def test_nobody_asks_for_another_nor_answers_for_the_administration(
    agent: User, administrator: User, sign_in: SignIn
) -> None:
    asked = ask(
        sign_in(agent),
        agent=str(administrator.pk),
        status="granted",
        answer="Oui",
        due_on="2030-01-01",
    )
    assert (asked.agent, asked.status, asked.answer) == (agent, "received", "")
    assert asked.due_on < datetime.date(2030, 1, 1)
    other = sign_in(UserFactory()).get("/mon-espace/mes-donnees/").content.decode()
    assert "Pas mon nom" not in other


def test_the_contact_is_told_without_a_name(
    agent: User, sign_in: SignIn, settings: Settings, mailbox: Mailbox
) -> None:
    settings.PRIVACY_CONTACT = "dpo@exemple.invalid"
    asked = ask(sign_in(agent))
    (message,) = received(mailbox)
    assert message["To"] == "dpo@exemple.invalid"
    for body in parts(message):
        assert f"/gestion/privacyrequest/edit/{asked.pk}/" in body
        assert "M’opposer" in body
    for private in ("Pas mon nom", agent.last_name, agent.email):
        assert private not in "".join(parts(message)) + subject_of(message)


def test_without_a_contact_each_administrator_is_told(
    agent: User, administrator: User, sign_in: SignIn, mailbox: Mailbox
) -> None:
    UserFactory(groups=["Administration"], is_active=False)
    ask(sign_in(agent))
    assert [address_of(message) for message in received(mailbox)] == [administrator.email]


def test_a_request_and_its_mail_are_kept_together_or_not_at_all(
    agent: User, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    class DiskFullError(Exception):
        pass

    def fail(*arguments: Any, **options: Any) -> None:
        raise DiskFullError

    monkeypatch.setattr("portal.mail.models.OutgoingMail.objects.bulk_create", fail)
    with pytest.raises(DiskFullError):
        record_request(agent=agent, kind=RequestKind.ACCESS, text="Quoi ?")
    assert not PrivacyRequest.objects.exists()


def test_an_administrator_answers_and_the_agent_is_told(
    agent: User, administrator: User, sign_in: SignIn, mailbox: Mailbox
) -> None:
    asked = ask(sign_in(agent))
    received(mailbox)
    client = sign_in(administrator)
    assert "Pas mon nom" in client.get(reverse("privacyrequest:edit", args=[asked.pk])).content.decode()
    client.post(
        reverse("privacyrequest:edit", args=[asked.pk]),
        {"status": "refused", "answer": "Pour cette raison.", "text": "Réécrit", "agent": administrator.pk},
    )
    asked.refresh_from_db()
    assert (asked.status, asked.answer, asked.answered_by) == ("refused", "Pour cette raison.", administrator)
    assert (asked.text, asked.agent) == ("Pas mon nom sur cette page.", agent)
    assert asked.answered_at is not None
    (message,) = received(mailbox)
    assert address_of(message) == agent.email
    assert "Pour cette raison" not in "".join(parts(message))
    assert "Pour cette raison." in sign_in(agent).get("/mon-espace/mes-donnees/").content.decode()


def test_an_answer_without_words_is_refused(agent: User, administrator: User, sign_in: SignIn) -> None:
    asked = PrivacyRequest.objects.create(agent=agent, kind="access", text="Quoi ?")
    response = sign_in(administrator).post(
        reverse("privacyrequest:edit", args=[asked.pk]), {"status": "granted", "answer": " "}
    )
    assert response.status_code == 200
    asked.refresh_from_db()
    assert asked.status == "received"


def test_administrators_see_what_is_late(agent: User, administrator: User, sign_in: SignIn) -> None:
    PrivacyRequest.objects.create(agent=agent, kind="access", text="Quoi ?", due_on=datetime.date(2026, 1, 2))
    html = sign_in(administrator).get(reverse("privacyrequest:index")).content.decode()
    assert "02/01/2026 (en retard)" in html


@pytest.mark.parametrize("group", ["Agents", "Communication", "Modération", "Comité de pilotage"])
def test_only_administrators_read_requests(group: str, agent: User, sign_in: SignIn) -> None:
    asked = PrivacyRequest.objects.create(agent=agent, kind="access", text="Quoi ?")
    client = sign_in(UserFactory(groups=[group]))
    for address in (
        reverse("privacyrequest:index"),
        reverse("privacyrequest:edit", args=[asked.pk]),
    ):
        response = client.get(address, follow=True)
        assert "Quoi ?" not in response.content.decode()


def test_administrators_neither_invent_nor_delete_requests(
    agent: User, administrator: User, sign_in: SignIn
) -> None:
    asked = PrivacyRequest.objects.create(agent=agent, kind="access", text="Quoi ?")
    administrator.is_superuser = True
    administrator.save()
    client = sign_in(administrator)
    client.post(reverse("privacyrequest:add"), {"status": "received"})
    client.post(reverse("privacyrequest:delete", args=[asked.pk]))
    assert PrivacyRequest.objects.count() == 1
    assert reverse("privacyrequest:add") not in client.get(reverse("privacyrequest:index")).content.decode()


def test_an_answer_is_announced_once_and_anew_after_a_reopening(
    agent: User, administrator: User, mailbox: Mailbox
) -> None:
    asked = PrivacyRequest.objects.create(agent=agent, kind="access", text="Quoi ?")
    announced = []
    for status in ("granted", "granted", "received", "refused"):
        asked.status, asked.answer = status, "Ceci"
        answer_request(request=asked, by=administrator)
        announced.append(len(received(mailbox)))
    assert announced == [1, 0, 0, 1]


def test_who_left_is_not_written_to(agent: User, administrator: User, mailbox: Mailbox) -> None:
    asked = PrivacyRequest.objects.create(agent=agent, kind="access", text="Quoi ?")
    User.objects.filter(pk=agent.pk).update(pseudonymised_at=timezone.now())
    asked.refresh_from_db()
    asked.status, asked.answer = "granted", "Ceci"
    answer_request(request=asked, by=administrator)
    assert received(mailbox) == []
