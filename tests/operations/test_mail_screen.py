"""The screen of mail that did not leave: its lists, its buttons, and what it never shows."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.mail import send_mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.accounts.enums import RoleName
from portal.accounts.models import User
from portal.mail.enums import GivenUp
from portal.mail.models import OutgoingMail, SuppressedAddress
from portal.mail.services import give_up, suppress
from portal.operations.screens import ROWS_PER_PAGE
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
SCREEN = "/gestion/taches/courriels/"
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def administrator(sign_in: Callable[[User], Client]) -> Client:
    return sign_in(UserFactory(groups=["Administration"]))


def waiting(address: str = "lea@exemple.invalid", **changes: Any) -> OutgoingMail:
    send_mail("Objet confidentiel", "Texte confidentiel", None, [address])
    row = OutgoingMail.objects.latest("pk")
    OutgoingMail.objects.filter(pk=row.pk).update(next_attempt_at=timezone.now() + HOUR, **changes)
    return row


def given_up(address: str = "lea@exemple.invalid") -> OutgoingMail:
    row = waiting(address, attempts=3)
    give_up(row, GivenUp.REFUSED, "550 no such box", timezone.now())
    return row


def words(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def test_it_is_where_administrators_look(administrator: Client) -> None:
    assert reverse("lost_mail") == SCREEN
    assert SCREEN in administrator.get(reverse("tasks")).content.decode()


@pytest.mark.parametrize("role", list(RoleName))
def test_administrators_alone_see_it(role: str, sign_in: Callable[[User], Client]) -> None:
    client, row = sign_in(UserFactory(groups=[role])), given_up()
    answers = [
        client.get(SCREEN).status_code == 200,
        client.post(SCREEN, {"do": "cancel", "row": row.pk}).status_code == 302
        and not OutgoingMail.objects.exists(),
    ]
    assert answers == [role == RoleName.ADMINISTRATORS] * 2


def test_mail_is_listed_by_state_without_what_it_says(administrator: Client) -> None:
    given_up("partie@exemple.invalid")
    waiting("attend@exemple.invalid")
    suppress("refuse@exemple.invalid", "550 plus personne", timezone.now())
    said = {
        state: words(administrator.get(SCREEN, {"etat": state}))
        for state in ("abandonnes", "en-attente", "adresses")
    }
    assert "partie@exemple.invalid" in said["abandonnes"]
    assert "Refusé pour de bon 3 essais 550 no such box" in said["abandonnes"]
    assert "attend@exemple.invalid" in said["en-attente"]
    assert "refuse@exemple.invalid" in said["adresses"]
    assert "550 plus personne" in said["adresses"]
    for text in said.values():
        assert "Abandonnés (1) En attente (1) Adresses suspendues (1)" in text
        assert "confidentiel" not in text


def test_a_mail_given_up_is_tried_again_once(administrator: Client) -> None:
    row = given_up()
    answers = [administrator.post(SCREEN, {"do": "retry", "row": row.pk}, follow=True) for _click in range(2)]
    assert "Le courriel est essayé de nouveau." in words(answers[0])
    assert "Rien n’a changé" in words(answers[1])
    row.refresh_from_db()
    assert (row.given_up, row.attempts) == ("", 0)
    [entry] = ModelLogEntry.objects.filter(action="operations.retry_mail")
    assert entry.label == str(row.pk)


@pytest.mark.parametrize("do", ["retry", "cancel"])
def test_a_mail_that_is_being_sent_is_left_to_its_sender(administrator: Client, do: str) -> None:
    row = waiting(claimed_at=timezone.now())
    before = OutgoingMail.objects.values().get()
    assert "Rien n’a changé" in words(administrator.post(SCREEN, {"do": do, "row": row.pk}, follow=True))
    assert OutgoingMail.objects.values().get() == before


def test_an_address_gets_mail_again(administrator: Client) -> None:
    suppress("refuse@exemple.invalid", "550", timezone.now())
    row = SuppressedAddress.objects.get()
    for _click in range(2):
        administrator.post(SCREEN, {"do": "lift", "row": row.pk})
    assert not SuppressedAddress.objects.exists()
    [entry] = ModelLogEntry.objects.filter(action="operations.lift_address")
    assert "@" not in entry.label  # the log names nobody


@pytest.mark.parametrize("state", ["abandonnes", "en-attente", "adresses"])
def test_lists_have_pages(administrator: Client, state: str) -> None:
    makes: dict[str, Callable[[str], object]] = {
        "abandonnes": given_up,
        "en-attente": waiting,
        "adresses": lambda address: suppress(address, "550", timezone.now()),
    }
    for number in range(ROWS_PER_PAGE + 2):
        makes[state](f"agent{number}@exemple.invalid")
    pages = [administrator.get(SCREEN, {"etat": state, "p": page}).content for page in (1, 2)]
    rows = [len(BeautifulSoup(page, "html.parser").select("tbody tr")) for page in pages]
    assert rows == [ROWS_PER_PAGE, 2]
