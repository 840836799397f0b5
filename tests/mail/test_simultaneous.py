"""Two schedulers at the same moment: threads on a real database."""

import pytest
from django.core.mail import EmailMessage, send_mail

from portal.mail.models import OutgoingMail
from portal.mail.writers import readers, write_later
from tests.mailbox import Mailbox, send_outbox
from tests.simultaneous import together

MAILS, SENDERS = 20, 4


def message_to(row: OutgoingMail) -> EmailMessage:
    return EmailMessage("Objet", "Corps", to=[row.recipient])


@pytest.mark.parametrize("later", [False, True])
def test_two_senders_send_each_mail_once(
    later: bool, shared_database: None, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written already, or when it leaves."""
    addresses = [f"agent{number}@exemple.invalid" for number in range(MAILS)]
    monkeypatch.setitem(readers, "plain", lambda rows: lambda row, now: message_to(row))

    def write() -> None:
        for address in addresses:
            if later:
                write_later("plain", address)
            else:
                send_mail("Objet", "Corps", None, [address])

    together(write)
    sent = together(*[send_outbox] * SENDERS)
    assert sum(sent) == MAILS
    assert sorted(mailbox.recipients) == sorted(addresses)
    assert together(OutgoingMail.objects.count) == [0]
