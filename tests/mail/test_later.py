"""Mail that is written when it leaves, and which mail leaves first."""

import datetime
import logging
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Permission
from django.core.mail import EmailMessage, send_mail
from django.db import IntegrityError, transaction
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone, translation

from portal.mail import writers
from portal.mail.models import LEASE, OutgoingMail
from portal.mail.sending import ATTEMPTS, QUIET_PAUSE
from portal.mail.writers import NotNowError, Writer, register_writer, write_later
from tests.mailbox import Mailbox, send_outbox, subject_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HOUR = datetime.timedelta(hours=1)


def write(row: OutgoingMail, now: datetime.datetime) -> EmailMessage:
    return EmailMessage(f"{translation.get_language()} {row.attempts}", "Corps", to=[row.recipient])


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> None:
    """Writers of these tests, forgotten after them."""
    monkeypatch.setattr(writers, "readers", {**writers.readers})
    monkeypatch.setattr("portal.mail.sending.readers", writers.readers)
    register_writer("plain", write)


def registered(writer: Writer) -> OutgoingMail:
    register_writer("of this test", writer)
    return write_later("of this test", "une@exemple.invalid")


@pytest.mark.usefixtures("register")
def test_it_is_written_at_each_attempt_in_its_language_under_one_name(mailbox: Mailbox) -> None:
    with translation.override("en"):
        row = write_later("plain", "une@exemple.invalid")
    mailbox.busy = {"une@exemple.invalid"}
    assert send_outbox() == 0
    row.refresh_from_db()
    assert row.content is None
    mailbox.busy = set()
    assert send_outbox(lambda: timezone.now() + HOUR) == 1
    (message,) = mailbox.take()
    assert subject_of(message) == "en 2"
    assert message["Message-ID"] == f"<{row.number}@localhost>"
    assert not OutgoingMail.objects.exists()


@pytest.mark.usefixtures("register")
def test_one_that_has_nothing_to_say_any_more_goes_away(mailbox: Mailbox) -> None:
    registered(lambda row, now: None)
    send_mail("Objet", "Corps", None, ["deux@exemple.invalid"])
    assert send_outbox() == 1
    assert not OutgoingMail.objects.exists()


@pytest.mark.usefixtures("register")
def test_one_that_is_not_wanted_now_waits_and_loses_no_attempt(mailbox: Mailbox) -> None:
    def not_now(row: OutgoingMail, now: datetime.datetime) -> None:
        raise NotNowError

    row = registered(not_now)
    send_mail("Objet", "Corps", None, ["deux@exemple.invalid"])
    now = timezone.now()
    assert send_outbox(lambda: now) == 1
    row.refresh_from_db()
    assert (row.attempts, row.next_attempt_at) == (0, now + QUIET_PAUSE)


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("error", [ValueError, KeyError, RuntimeError])
def test_one_that_cannot_be_written_stops_the_others_no_longer_than_a_turn(
    error: type[Exception], mailbox: Mailbox
) -> None:
    def fail(row: OutgoingMail, now: datetime.datetime) -> None:
        raise error("poison")

    row = registered(fail)
    send_mail("Objet", "Corps", None, ["deux@exemple.invalid"])
    if error is ValueError:  # as that of an address that cannot be written
        send_outbox()
    else:  # a fault of ours, which the scheduler logs with its trace
        with pytest.raises(error):
            send_outbox()
        send_outbox()
    assert mailbox.recipients == ["deux@exemple.invalid"]
    row.refresh_from_db()
    assert row.attempts == 1


def test_one_that_kills_its_senders_is_given_up_aloud(
    mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    send_mail("Objet", "Corps", None, ["une@exemple.invalid"])
    send_mail("Objet", "Corps", None, ["deux@exemple.invalid"])
    row = OutgoingMail.objects.earliest("pk")
    OutgoingMail.objects.filter(pk=row.pk).update(attempts=ATTEMPTS)  # claimed as often, and never ended
    assert send_outbox() == 1
    row.refresh_from_db()
    assert (row.attempts, row.next_attempt_at) == (ATTEMPTS, None)
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert send_outbox(lambda: timezone.now() + 2 * LEASE) == 0


@pytest.mark.usefixtures("register")
def test_one_that_is_no_use_any_more_is_forgotten_aloud(
    mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    write_later("plain", "une@exemple.invalid", no_use_after=HOUR)
    write_later("plain", "deux@exemple.invalid", no_use_after=2 * HOUR)
    assert send_outbox(lambda: timezone.now() + HOUR) == 1
    assert mailbox.recipients == ["deux@exemple.invalid"]
    assert "1 mails could not leave in time" in caplog.text


def test_a_writer_that_nobody_registered_is_refused_at_once() -> None:
    with pytest.raises(LookupError, match="of nobody"):
        write_later("of nobody", "une@exemple.invalid")


@pytest.mark.parametrize("fields", [{}, {"writer": "plain", "content": b"x"}])
def test_a_row_holds_its_message_or_names_its_writer(fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingMail.objects.create(recipient="une@exemple.invalid", **fields)


def models_shown(patterns: list[URLPattern | URLResolver]) -> Iterator[type | None]:
    """The model of each address of the portal, the administration's included."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from models_shown(pattern.url_patterns)
        else:
            yield getattr(pattern.callback, "view_initkwargs", {}).get("model")
            yield getattr(getattr(pattern.callback, "view_class", None), "model", None)


def test_no_screen_shows_what_mails_say() -> None:
    shown = set(models_shown(get_resolver().url_patterns))
    assert len(shown) > 10
    assert OutgoingMail not in shown
    rights = Permission.objects.filter(content_type__app_label="mail").values_list("codename", flat=True)
    assert list(rights) == ["manage_mail"]
