"""A message that goes by the outbox arrives as if sent at once, whatever the mail server does meanwhile."""

import datetime
import logging
from email.message import Message
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection, send_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.common.retention import erase_expired
from portal.common.schedule import Lane, periodic
from portal.mail.models import LEASE, OutgoingMail
from portal.mail.pauses import LONGEST_PAUSE
from portal.mail.sending import ATTEMPTS, pause_after
from tests.mailbox import HangsUp, Mailbox, hanging_mail_server, receiving_mail, send_outbox

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def full_message(**arguments: Any) -> EmailMultiAlternatives:
    """A message with all that a message may have."""
    message = EmailMultiAlternatives(
        "Réunion déplacée",
        "Bonjour,\r\nla réunion est à 14 h.\n.\n" + "mot " * 400,
        "Portail <portail@exemple.invalid>",
        to=["Une Agente <une@exemple.invalid>", "deux@exemple.invalid"],
        cc=["copie@exemple.invalid"],
        bcc=["cachee@exemple.invalid"],
        reply_to=["reponse@exemple.invalid"],
        headers={
            "Message-ID": "<1@exemple.invalid>",
            "Date": "Mon, 30 Nov 2026 08:00:00 +0100",
            "List-Unsubscribe": "<https://exemple.invalid/" + "x" * 200 + ">",
            "Auto-Submitted": "auto-generated",
        },
        **arguments,
    )
    message.attach_alternative("<p>La réunion est à <b>14 h</b>.</p>", "text/html")
    message.attach("réunion.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar")
    message.attach("plan.bin", bytes(range(256)) * 20, "application/octet-stream")
    return message


def content(message: Message) -> list[Any]:
    """All of a message, but the boundaries of its parts, which are drawn at random."""

    def headers(part: Message) -> list[tuple[str, str]]:
        return [(name, value.split(" boundary=")[0].rstrip(";")) for name, value in part.items()]

    return [
        (headers(part), None if part.is_multipart() else part.get_payload(decode=True))
        for part in message.walk()
    ]


def test_a_message_arrives_as_if_sent_at_once(mailbox: Mailbox) -> None:
    direct = "django.core.mail.backends.smtp.EmailBackend"
    full_message(connection=get_connection(direct)).send()
    (sent_at_once,) = mailbox.take()
    assert full_message().send() == 1
    assert mailbox.messages == []
    assert send_outbox() == 4
    assert mailbox.recipients[-4:] == [
        "une@exemple.invalid",
        "deux@exemple.invalid",
        "copie@exemple.invalid",
        "cachee@exemple.invalid",
    ]
    received = mailbox.take()
    assert len(content(sent_at_once)) == 6
    assert [content(message) for message in received] == [content(sent_at_once)] * 4
    assert "cachee@exemple.invalid" not in received[0].as_string()
    assert not OutgoingMail.objects.exists()


def test_django_s_files_and_memory_are_transports_too(
    settings: Settings, mailoutbox: list[Any], tmp_path: Any
) -> None:
    full_message(attachments=[]).send()
    send_outbox()
    assert [message.to for message in mailoutbox][1] == ["deux@exemple.invalid"]
    settings.MAIL_TRANSPORT = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    send_mail("Objet", "Corps", None, ["une@exemple.invalid"])
    send_outbox()
    (file,) = tmp_path.iterdir()
    assert "\nCorps\n" in file.read_text()


def test_mail_leaves_if_and_only_if_what_it_tells_was_kept(mailbox: Mailbox) -> None:
    with transaction.atomic():
        send_mail("Objet", "Corps", None, ["une@exemple.invalid"])
        transaction.set_rollback(True)
    assert send_outbox() == 0
    assert mailbox.messages == []


def test_a_header_that_would_forge_others_is_refused_where_it_is_written() -> None:
    with pytest.raises(ValueError, match="newline"):
        send_mail("Objet\nBcc: autre@exemple.invalid", "Corps", None, ["une@exemple.invalid"])


def at(row: OutgoingMail, moment: datetime.datetime) -> None:
    OutgoingMail.objects.filter(pk=row.pk).update(next_attempt_at=moment)


def to(*recipients: str) -> list[OutgoingMail]:
    for recipient in recipients:
        send_mail(f"Pour {recipient}", "Corps", None, [recipient])
    return list(OutgoingMail.objects.all())


def test_a_refused_address_does_not_stop_the_others(
    mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    mailbox.busy.add("mauvaise@exemple.invalid")
    to("une@exemple.invalid", "mauvaise@exemple.invalid", "deux@exemple.invalid")
    assert send_outbox() == 2
    assert [message["To"] for message in mailbox.take()] == ["une@exemple.invalid", "deux@exemple.invalid"]
    (left,) = OutgoingMail.objects.all()
    assert (left.recipient, left.attempts) == ("mauvaise@exemple.invalid", 1)
    assert left.last_error == "450 4.2.1 try later"
    assert left.next_attempt_at is not None
    assert left.next_attempt_at > timezone.now()
    assert send_outbox() == 0, "it waits for its turn"
    assert "exemple.invalid" not in caplog.text


def test_one_refused_recipient_of_a_message_is_tried_again_alone(mailbox: Mailbox) -> None:
    mailbox.busy.add("copie@exemple.invalid")
    full_message().send()
    assert send_outbox() == 3
    mailbox.busy.clear()
    mailbox.take()
    at(OutgoingMail.objects.get(), timezone.now())
    assert send_outbox() == 1
    assert mailbox.recipients[-1] == "copie@exemple.invalid"


@pytest.mark.parametrize("bad", ["sans domaine@", "@"])
def test_an_address_that_no_mail_server_understands_does_not_stop_the_others(
    bad: str, mailbox: Mailbox
) -> None:
    to(bad, "une@exemple.invalid")
    send_outbox()
    assert [message["To"] for message in mailbox.take()] == ["une@exemple.invalid"]


@pytest.mark.parametrize("answer", [None, "421 too busy for you"])
def test_a_mail_that_makes_the_server_hang_up_does_not_stop_the_others(
    answer: str | None, settings: Settings
) -> None:
    with receiving_mail(settings, HangsUp("poison@exemple.invalid", answer)) as mailbox:
        to("poison@exemple.invalid", "une@exemple.invalid", "deux@exemple.invalid")
        send_outbox()
        send_outbox()
        assert [message["To"] for message in mailbox.take()] == [
            "une@exemple.invalid",
            "deux@exemple.invalid",
        ]
    (left,) = OutgoingMail.objects.all()
    assert (left.recipient, left.attempts) == ("poison@exemple.invalid", 1)


def test_without_a_mail_server_all_waits_and_nothing_is_held_against_a_message(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    to("une@exemple.invalid", "deux@exemple.invalid")
    with hanging_mail_server(settings) as server:
        assert send_outbox() == 0
        assert server.connections() == 1
        assert send_outbox() == 0
        assert server.connections() == 1, "it is asked again after a pause"
    assert [row.attempts for row in OutgoingMail.objects.all()] == [0, 0]
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    with receiving_mail(settings) as mailbox:
        assert send_outbox(lambda: timezone.now() + LONGEST_PAUSE[True]) == 2
        assert len(mailbox.take()) == 2


def test_after_two_days_of_refusals_it_is_given_up_aloud(
    mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    mailbox.busy.add("mauvaise@exemple.invalid")
    (row,) = to("mauvaise@exemple.invalid")
    for _attempt in range(ATTEMPTS):
        at(row, timezone.now())
        assert send_outbox() == 0
    row.refresh_from_db()
    assert (row.attempts, row.next_attempt_at) == (ATTEMPTS, None)
    (said,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert said.getMessage() == (
        f"Mail {row.pk} is given up after {ATTEMPTS} attempts: SMTPRecipientsRefused 450"
    )
    mailbox.busy.clear()
    assert send_outbox() == 0
    tried_for = sum((pause_after(attempt) for attempt in range(1, ATTEMPTS)), datetime.timedelta())
    assert datetime.timedelta(days=2) < tried_for < datetime.timedelta(days=3)


class ForgetsMeanwhile(BaseEmailBackend):
    """Refuses a message whose recipient is forgotten while it is sent."""

    def send_messages(self, email_messages: Any) -> int:
        OutgoingMail.objects.filter(recipient=email_messages[0].to[0]).delete()
        raise SMTPRecipientsRefused({})


def test_a_refused_mail_that_was_forgotten_meanwhile_stops_nothing(settings: Settings) -> None:
    settings.MAIL_TRANSPORT = f"{__name__}.{ForgetsMeanwhile.__name__}"
    to("une@exemple.invalid", "deux@exemple.invalid")
    assert send_outbox() == 0
    assert not OutgoingMail.objects.exists()


def test_pauses_grow() -> None:
    minutes = [pause_after(attempts).total_seconds() / 60 for attempts in (1, 2, 3, 8, 9, 19)]
    assert minutes == [1, 2, 4, 128, 240, 240]


def test_a_mail_that_a_killed_sender_was_busy_with_leaves_after_the_lease(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    class KilledError(BaseException):
        pass

    def kill(*arguments: Any) -> None:
        raise KilledError

    (row,) = to("une@exemple.invalid")
    with monkeypatch.context() as patch:
        patch.setattr("portal.mail.sending.WrittenMessage", kill)
        with pytest.raises(KilledError):
            send_outbox()
    assert send_outbox() == 0
    row.refresh_from_db()
    assert row.next_attempt_at is not None
    at(row, row.next_attempt_at - LEASE)
    assert send_outbox() == 1
    (message,) = mailbox.take()
    assert message["To"] == "une@exemple.invalid"


def test_what_never_reached_a_server_is_forgotten_aloud(caplog: pytest.LogCaptureFixture) -> None:
    to("une@exemple.invalid")
    erase_expired("unsent_mail", timezone.now() + datetime.timedelta(days=31))
    assert not OutgoingMail.objects.exists()
    assert "1 mails never reached a mail server" in caplog.text


@pytest.mark.parametrize(
    ("command", "lane"), [("send_mail_outbox", Lane.SHORT), ("send_bulk_mail", Lane.BULK)]
)
def test_each_lane_has_its_own_worker(command: str, lane: Lane) -> None:
    """A thousand digests delay no new password."""
    assert periodic[command].lane == lane
    assert periodic[command].period <= 5
