"""What becomes of mail when a real mail server refuses, hangs, hangs up, or is gone."""

import asyncio
import datetime
import logging
import threading
from collections.abc import Callable
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult
from django.core.mail import send_mail
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.mail import connection
from portal.mail.enums import GivenUp
from portal.mail.models import OutgoingMail, SuppressedAddress, Trouble
from portal.mail.pauses import EVIDENCE, LONGEST_PAUSE
from portal.mail.sending import send_bulk_mail, send_urgent_mail
from tests.mailbox import Mailbox, receiving_mail

pytestmark = pytest.mark.django_db

GOOD = "une@exemple.invalid"
POISON = "poison@exemple.invalid"
HOUR = datetime.timedelta(hours=1)


class Answers(Mailbox):
    """Answers as it is told to MAIL, RCPT or DATA: by address, by domain, or to all (`""`)."""

    def __init__(self, **answers: dict[str, str]) -> None:
        super().__init__()
        self.answers = answers

    def told(self, verb: str, address: str) -> str | None:
        said = self.answers.get(verb, {})
        return said.get(address) or said.get(address.rpartition("@")[2]) or said.get("")

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.told("MAIL", address) or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if told := self.told("RCPT", address):
            return told
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        told = self.told("DATA", envelope.rcpt_tos[0])
        return told or await super().handle_DATA(server, session, envelope)


def to(*recipients: str, can_wait: bool = False) -> list[OutgoingMail]:
    before = list(OutgoingMail.objects.values_list("pk", flat=True))
    for recipient in recipients:
        send_mail("Objet", "Corps", None, [recipient])
    written = OutgoingMail.objects.exclude(pk__in=before)
    written.update(can_wait=can_wait)
    return list(written)


def ours(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """What the portal logged: the mail server of the tests speaks too."""
    return [record for record in caplog.records if record.name.startswith("portal.")]


def later(by: datetime.timedelta) -> Callable[[], datetime.datetime]:
    return lambda: timezone.now() + by


@pytest.mark.parametrize("verb", ["RCPT", "DATA"])
@pytest.mark.parametrize("answer", ["550 5.1.1 no such user", "554 5.7.1 spam", "550 5.7.1 relaying denied"])
def test_a_final_refusal_gives_the_mail_up_at_once(verb: str, answer: str, settings: Settings) -> None:
    with receiving_mail(settings, Answers(**{verb: {POISON: answer}})) as mailbox:
        to(POISON, GOOD)
        assert send_urgent_mail() == 1
        assert mailbox.recipients == [GOOD]
    (row,) = OutgoingMail.objects.given_up()
    assert (row.recipient, row.attempts, row.given_up, row.last_error) == (
        POISON,
        1,
        GivenUp.REFUSED,
        answer,
    )
    assert row.given_up_at is not None
    about_address = verb == "RCPT" and "5.1.1" in answer
    assert SuppressedAddress.objects.filter(address=POISON).exists() == about_address


@pytest.mark.parametrize("verb", ["RCPT", "DATA"])
@pytest.mark.parametrize(
    "answer", ["421 4.3.2 too busy", "450 4.2.1 later", "451 4.3.0 oops", "452 full", "552 full"]
)
def test_another_refusal_is_tried_again(verb: str, answer: str, settings: Settings) -> None:
    with receiving_mail(settings, Answers(**{verb: {POISON: answer}})) as mailbox:
        to(POISON, GOOD)
        assert send_urgent_mail() == 1
        (row,) = OutgoingMail.objects.waiting()
        assert (row.recipient, row.attempts, row.last_error) == (POISON, 1, answer)
        assert isinstance(mailbox, Answers)
        mailbox.answers = {}
        assert send_urgent_mail(later(HOUR)) == 1
    assert not SuppressedAddress.objects.exists()


def test_pauses_differ_from_one_mail_to_the_next(mailbox: Mailbox) -> None:
    addresses = [f"agent{number}@exemple.invalid" for number in range(6)]
    mailbox.busy = set(addresses)
    to(*addresses)
    now = timezone.now()
    send_urgent_mail(lambda: now)
    pauses = [row.next_attempt_at - now for row in OutgoingMail.objects.all() if row.next_attempt_at]
    assert len(set(pauses)) == len(addresses)
    assert all(45 <= pause.total_seconds() <= 60 for pause in pauses)


def test_the_words_of_the_server_are_kept_without_addresses(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    answer = f"550 5.1.1 <{POISON}>: user unknown\x1b[31m"
    with receiving_mail(settings, Answers(RCPT={POISON: answer})):
        to(POISON)
        send_urgent_mail()
    assert OutgoingMail.objects.get().last_error == "550 5.1.1 <…>: user unknown[31m"
    assert not [record for record in ours(caplog) if "exemple" in record.getMessage()]


class NeverSignsIn:
    """An authenticator that knows nobody."""

    def __call__(self, server: SMTP, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=False, handled=False)


def test_a_refused_password_blames_no_mail(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "portail", "faux-secret"
    signing_in = {"authenticator": NeverSignsIn(), "auth_require_tls": False}
    caplog.set_level(logging.INFO)
    with receiving_mail(settings, **signing_in) as mailbox:
        rows = to(GOOD, POISON)
        assert [send_urgent_mail(later(turn * HOUR)) for turn in range(3)] == [0, 0, 0]
        assert mailbox.messages == []
    for row in rows:
        row.refresh_from_db()
        assert (row.attempts, row.given_up) == (0, "")
    assert Trouble.objects.get().reason.startswith("535")
    assert [record.levelname for record in ours(caplog)] == ["ERROR"], "said once"
    assert not [record for record in ours(caplog) if "secret" in record.getMessage()]
    settings.EMAIL_HOST_USER = ""
    with receiving_mail(settings):
        assert send_urgent_mail(later(3 * HOUR)) == 2
    assert [record.levelname for record in ours(caplog)] == ["ERROR", "WARNING"], "and when it is over"


@pytest.mark.parametrize("answer", ["530 5.7.0 sign in first", "535 5.7.8 no"])
def test_a_server_that_wants_a_password_blames_no_mail(answer: str, settings: Settings) -> None:
    with receiving_mail(settings, Answers(MAIL={"": answer})):
        rows = to(GOOD, POISON)
        assert send_urgent_mail() == 0
    for row in rows:
        row.refresh_from_db()
        assert (row.attempts, row.given_up) == (0, "")


def test_a_refused_sender_gives_no_mail_up_and_pauses_all(settings: Settings) -> None:
    """Our own address is at fault: nobody's mail is, and no address is suppressed."""
    with receiving_mail(settings, Answers(MAIL={"": "550 5.1.8 who are you"})) as mailbox:
        to(*[f"agent{number}@exemple.invalid" for number in range(10)])
        assert send_urgent_mail() == 0
        assert isinstance(mailbox, Answers)
        assert sum(row.attempts for row in OutgoingMail.objects.all()) == EVIDENCE
        mailbox.answers = {}
        assert send_urgent_mail(later(HOUR)) == 10
    assert not SuppressedAddress.objects.exists()
    assert not Trouble.objects.exists()


class Records(Answers):
    """Counts what is asked about each domain."""

    def __init__(self, **answers: dict[str, str]) -> None:
        super().__init__(**answers)
        self.asked: list[str] = []

    def told(self, verb: str, address: str) -> str | None:
        if verb == "RCPT":
            self.asked.append(address)
        return super().told(verb, address)


def test_a_domain_that_takes_nothing_pauses_and_the_others_do_not(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    slow = [f"agent{number}@lent.invalid" for number in range(30)]
    caplog.set_level(logging.INFO)
    with receiving_mail(settings, Records(RCPT={"lent.invalid": "421 4.3.2 not now"})) as mailbox:
        assert isinstance(mailbox, Records)
        to(*slow, can_wait=True)
        to(GOOD, can_wait=True)
        assert send_bulk_mail() == 1
        assert mailbox.recipients == [GOOD]
        refused = [address for address in mailbox.asked if address != GOOD]
        assert len(set(refused)) == EVIDENCE, "the others are not asked about"
        untried = OutgoingMail.objects.filter(attempts=0)
        assert untried.count() == len(slow) - EVIDENCE
        to("autre@lent.invalid", "deux@exemple.invalid")
        assert send_urgent_mail() == 1, "what is written meanwhile waits as well, to this domain alone"
        assert mailbox.recipients[-1] == "deux@exemple.invalid"
        mailbox.answers = {}
        assert send_bulk_mail(later(HOUR)) == len(slow)
    assert not Trouble.objects.exists()
    said = [record.getMessage() for record in ours(caplog) if "Domain" in record.getMessage()]
    assert len(said) == 2, "one line when it begins, one when it ends"
    assert not [record for record in ours(caplog) if "lent" in record.getMessage()]


def test_a_domain_that_does_not_recover_is_asked_less_and_less(settings: Settings) -> None:
    now = timezone.now()
    with receiving_mail(settings, Records(RCPT={"lent.invalid": "450 4.3.2 not now"})) as mailbox:
        assert isinstance(mailbox, Records)
        to(*[f"agent{number}@lent.invalid" for number in range(30)])
        for minute in range(4 * 60):
            moment = now + datetime.timedelta(minutes=minute)
            send_urgent_mail(lambda moment=moment: moment)  # type: ignore[misc]
        assert len(mailbox.asked) < 60
        mailbox.answers = {}
        assert send_urgent_mail(lambda: now + 10 * HOUR) == 30


def test_one_address_does_not_pause_its_domain(settings: Settings) -> None:
    """Agents of one organisation have one domain."""
    with receiving_mail(settings, Answers(RCPT={POISON: "421 4.3.2 not now"})) as mailbox:
        to(POISON)
        for turn in range(10):
            to(f"agent{turn}@exemple.invalid")
            send_urgent_mail(later(turn * HOUR))
        assert len(mailbox.recipients) == 10


def test_full_mailboxes_do_not_pause_their_domain(mailbox: Mailbox) -> None:
    full = [f"plein{number}@exemple.invalid" for number in range(2 * EVIDENCE)]
    mailbox.busy = set(full)
    to(*full, GOOD)
    assert send_urgent_mail() == 1


class Hangs(Mailbox):
    """Never answers to the message for one address; counts its connections."""

    def __init__(self, *, drips: bool = False) -> None:
        super().__init__()
        self.drips = drips
        self.stopped = threading.Event()

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        while address == POISON and not self.stopped.is_set():
            await asyncio.sleep(0.05)
            if self.drips:
                assert server._writer is not None
                server._writer.write(b"250-wait\r\n")
        return await super().handle_RCPT(server, session, envelope, address, options)


@pytest.mark.parametrize("drips", [False, True])
def test_a_mail_that_makes_the_server_hang_holds_nothing_back(
    drips: bool, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Silent, or with an answer that never ends."""
    settings.EMAIL_TIMEOUT = 1
    monkeypatch.setattr(connection, "LONGEST_MAIL", 1)
    with receiving_mail(settings, Hangs(drips=drips)) as mailbox:
        to(POISON, GOOD, "deux@exemple.invalid")
        assert send_urgent_mail() == 2
        assert sorted(mailbox.recipients) == ["deux@exemple.invalid", GOOD]
        (row,) = OutgoingMail.objects.all()
        assert (row.recipient, row.attempts) == (POISON, 1)
        assert isinstance(mailbox, Hangs)
        mailbox.stopped.set()


class Counts(Mailbox):
    """Hangs up after so many mails of a connection, as some servers do."""

    most = 10**9

    def __init__(self) -> None:
        super().__init__()
        self.sessions: list[Any] = []

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.sessions.count(session) >= self.most:
            assert server.transport is not None
            server.transport.abort()
            return ""
        self.sessions.append(session)
        return await super().handle_DATA(server, session, envelope)


def test_connections_are_renewed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "MOST_MAILS", 4)
    with receiving_mail(settings, Counts()) as mailbox:
        assert isinstance(mailbox, Counts)
        to(*[f"agent{number}@exemple.invalid" for number in range(10)])
        assert send_urgent_mail() == 10
        each = {id(session): mailbox.sessions.count(session) for session in mailbox.sessions}
        assert sorted(each.values()) == [2, 4, 4]


def test_a_server_that_counts_the_mails_of_a_connection_loses_them_no_attempt(settings: Settings) -> None:
    with receiving_mail(settings, Counts()) as mailbox:
        assert isinstance(mailbox, Counts)
        mailbox.most = 3
        to(*[f"agent{number}@exemple.invalid" for number in range(10)])
        assert send_urgent_mail() == 10
        assert len(mailbox.recipients) == len(set(mailbox.recipients)) == 10


def test_a_server_that_is_gone_is_said_once_and_its_return_once(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with receiving_mail(settings):
        pass  # its port is closed again
    rows = to(GOOD, POISON)
    now = timezone.now()
    for second in range(0, 600, 5):
        moment = now + datetime.timedelta(seconds=second)
        assert send_urgent_mail(lambda moment=moment: moment) == 0  # type: ignore[misc]
    assert [(record.levelname, record.exc_info) for record in ours(caplog)] == [("WARNING", None)]
    for row in rows:
        row.refresh_from_db()
        assert (row.attempts, row.given_up) == (0, "")
    with receiving_mail(settings):
        assert send_urgent_mail(lambda: moment + LONGEST_PAUSE[True]) == 2
    assert [record.levelname for record in ours(caplog)] == ["WARNING", "WARNING"]
