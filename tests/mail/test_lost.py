"""Mail that could not leave stays, with its reason: people and administrators learn of it."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.accounts.models import User
from portal.common.personal_data import personal_data
from portal.common.retention import erase_expired
from portal.mail.alarm import PERIOD
from portal.mail.enums import GivenUp
from portal.mail.models import OutgoingMail, SuppressedAddress, Trouble
from portal.mail.sending import send_bulk_mail, send_urgent_mail
from portal.mail.services import cancel, lift, retry, suppress
from portal.signin.enums import Notice
from portal.signin.mail import NO_USE_AFTER, send_notice, send_reset
from tests.factories import UserFactory
from tests.mail.test_faults import GOOD, POISON, later, to
from tests.mailbox import Mailbox, address_of, hanging_mail_server, subject_of

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
ALARM = "Des courriels n’ont pas pu quitter l’intranet"


@pytest.fixture
def administrator(db: None) -> User:
    return UserFactory(groups=["Administration"])


def test_a_mail_about_an_account_that_expires_stays_with_its_reason(agent: User, settings: Settings) -> None:
    with hanging_mail_server(settings):
        send_reset(agent.email)
        send_urgent_mail()
        send_urgent_mail(later(NO_USE_AFTER))
    (row,) = OutgoingMail.objects.to(agent.email)
    assert (row.given_up, row.next_attempt_at) == (GivenUp.EXPIRED, None)
    assert row.given_up_at is not None


def test_one_that_is_being_sent_expires_no_less(agent: User) -> None:
    """Its sender was killed."""
    send_reset(agent.email)
    OutgoingMail.objects.update(
        next_attempt_at=timezone.now() + datetime.timedelta(minutes=15), claimed_at=timezone.now()
    )
    assert OutgoingMail.objects.sending(timezone.now()).count() == 1
    send_urgent_mail(later(NO_USE_AFTER))
    assert OutgoingMail.objects.get().given_up == GivenUp.EXPIRED


def test_its_owner_reads_it_in_their_space(agent: User, sign_in: SignIn, mailbox: Mailbox) -> None:
    said = "n’a pas pu vous parvenir"
    client = sign_in(agent)
    send_notice(Notice.PASSWORD_CHANGED, agent)
    assert said not in client.get("/mon-espace/").content.decode()
    mailbox.refused = {agent.email}
    send_urgent_mail()
    assert said in client.get("/mon-espace/").content.decode()
    [kind] = [kind for kind in personal_data() if kind.key == "mail"]
    assert [row["given_up"] for row in kind.rows(agent)] == ["refusé pour de bon"]
    assert said not in sign_in(UserFactory()).get("/mon-espace/").content.decode()


@pytest.mark.parametrize("known", [True, False])
def test_who_forgot_a_password_is_told_that_mail_is_late(
    known: bool, agent: User, settings: Settings
) -> None:
    """The same to everybody: it says nothing of accounts."""
    said, client = "Le courriel a du retard", Client()
    form = {"email": agent.email if known else "inconnue@exemple.invalid"}
    page = client.post("/mot-de-passe/oublie/", form, follow=True)
    assert said not in page.content.decode()
    with hanging_mail_server(settings):
        send_urgent_mail()
    page = client.post("/mot-de-passe/oublie/", form, follow=True)
    assert said in page.content.decode()


def test_administrators_get_one_mail_a_day(administrator: User, mailbox: Mailbox) -> None:
    UserFactory(groups=["Administration"], is_active=False)
    mailbox.refused = {POISON}
    for _mail in range(3):
        to(POISON)
    send_urgent_mail()
    send_urgent_mail()
    (alarm,) = mailbox.take()
    assert (address_of(alarm), subject_of(alarm)) == (administrator.email, ALARM)
    assert "3 courriels attendus" in alarm.get_payload()[0].get_payload(decode=True).decode()
    to(POISON)
    for _turn in range(2):
        send_urgent_mail()
    assert mailbox.take() == []
    for _turn in range(2):
        send_urgent_mail(later(PERIOD))
    assert [subject_of(message) for message in mailbox.take()] == [ALARM]


def test_an_alarm_that_is_lost_makes_no_other(administrator: User, mailbox: Mailbox) -> None:
    mailbox.refused = {POISON, administrator.email}
    to(POISON)
    for day in range(5):
        send_urgent_mail(later(day * PERIOD))
    assert OutgoingMail.objects.count() == 2


def test_digests_that_are_lost_alarm_nobody(administrator: User, mailbox: Mailbox) -> None:
    mailbox.refused = {POISON}
    to(POISON, can_wait=True)
    send_bulk_mail()
    send_urgent_mail()
    send_urgent_mail()
    assert mailbox.take() == []


def test_the_home_page_of_the_administration_says_what_is_wrong(
    administrator: User, sign_in: SignIn, mailbox: Mailbox, settings: Settings
) -> None:
    home, client = reverse("wagtailadmin_home"), sign_in(administrator)
    assert 'id="panel-mail"' not in client.get(home).content.decode()
    mailbox.refused = {POISON}
    to(POISON)
    send_urgent_mail()
    with hanging_mail_server(settings):
        to(GOOD)
        send_urgent_mail()
    shown = client.get(home).content.decode()
    assert "1 courriel sur un compte n’a pas pu partir" in shown
    assert "550 5.1.1 no such box" in shown
    assert "1 adresse refuse le courriel" in shown
    assert "Le serveur de courriel ne fonctionne plus" in shown
    assert POISON not in shown
    editor = sign_in(UserFactory(groups=["Communication"]))
    assert 'id="panel-mail"' not in editor.get(home).content.decode()


def test_digests_are_not_written_to_an_address_that_refuses_them(mailbox: Mailbox) -> None:
    mailbox.refused = {POISON}
    to(POISON.upper(), POISON, can_wait=True)
    mailbox.refused.add(POISON.upper())
    assert send_bulk_mail() == 0
    mailbox.refused = set()
    to(POISON, GOOD, can_wait=True)
    assert send_bulk_mail() == 1
    assert mailbox.recipients == [GOOD]
    assert {row.recipient for row in OutgoingMail.objects.suppressed()} == {POISON}
    assert lift(POISON.upper())
    to(POISON, can_wait=True)
    assert send_bulk_mail() == 1
    assert not lift(POISON)


def test_what_its_owner_asks_for_is_tried_and_lifts_it(mailbox: Mailbox) -> None:
    suppress(POISON, "550 no such box", timezone.now())
    mailbox.refused = {POISON}
    to(POISON)
    assert send_urgent_mail() == 0
    assert OutgoingMail.objects.failed().get().attempts == 1
    mailbox.refused = set()
    to(POISON)
    assert send_urgent_mail() == 1
    assert not SuppressedAddress.objects.exists()


def test_a_mail_that_was_given_up_is_tried_again(agent: User, mailbox: Mailbox) -> None:
    """A link for a new password is of use for an hour again."""
    send_reset(agent.email)
    send_urgent_mail(later(2 * NO_USE_AFTER))
    row = OutgoingMail.objects.get(recipient=agent.email)
    retry(row)
    row.refresh_from_db()
    assert (row.given_up, row.given_up_at, row.attempts) == ("", None, 0)
    assert row.expires_at is not None
    assert row.expires_at > timezone.now() + NO_USE_AFTER * 0.9
    assert send_urgent_mail() == 1


def test_a_mail_is_cancelled_unless_it_is_being_sent() -> None:
    first, second = to(GOOD, POISON)
    assert cancel(first)
    assert not cancel(first)
    OutgoingMail.objects.filter(pk=second.pk).update(claimed_at=timezone.now())
    assert not cancel(second)
    assert OutgoingMail.objects.get() == second


def test_what_waits_is_counted_by_lane_with_its_age(mailbox: Mailbox) -> None:
    now = timezone.now()
    assert OutgoingMail.objects.waiting().oldest_age(now) == datetime.timedelta()
    to(GOOD, POISON)
    to(GOOD, can_wait=True)
    OutgoingMail.objects.filter(recipient=POISON).update(created_at=now - datetime.timedelta(hours=3))
    waiting = OutgoingMail.objects.waiting()
    assert (waiting.urgent().count(), waiting.bulk().count()) == (2, 1)
    assert waiting.urgent().oldest_age(now) == datetime.timedelta(hours=3)


def test_a_person_who_leaves_takes_their_address_with_them(agent: User) -> None:
    suppress(agent.email, "550", timezone.now())
    suppress(GOOD, "550", timezone.now())
    [kind] = [kind for kind in personal_data() if kind.key == "suppressed_address"]
    assert [row["reason"] for row in kind.rows(agent)] == ["550"]
    kind.anonymise_rows(agent)
    assert SuppressedAddress.objects.get().address == GOOD


def test_suppressed_addresses_and_old_pauses_are_forgotten(settings: Settings) -> None:
    suppress(GOOD, "550", timezone.now())
    Trouble.objects.create(domain="exemple.invalid", reason="421")
    erase_expired("suppressed_addresses", timezone.now() + settings.RETENTION["suppressed_addresses"])
    erase_expired("unsent_mail", timezone.now() + settings.RETENTION["unsent_mail"])
    assert not SuppressedAddress.objects.exists()
    assert not Trouble.objects.exists()


@pytest.mark.usefixtures("mailbox")
def test_many_digests_delay_no_mail_about_an_account(mailbox: Mailbox) -> None:
    """They are sent by another worker: neither lane reads the mails of the other."""
    to(*[f"agent{number}@exemple.invalid" for number in range(150)], can_wait=True)
    to(GOOD)
    assert send_urgent_mail() == 1
    assert mailbox.recipients == [GOOD]
    assert send_bulk_mail() == 150
