"""Two schedulers at the same moment: threads on a real database."""

import pytest
from django.core.mail import EmailMessage, send_mail

from portal.mail.models import OutgoingMail
from portal.mail.sending import send_outbox
from portal.mail.writers import write_later, writers
from tests.mailbox import Mailbox
from tests.simultaneous import together

MAILS, SENDERS = 20, 4


@pytest.mark.parametrize("later", [False, True])
def test_two_senders_send_each_mail_once(
    later: bool, shared_database: None, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written already, or when it leaves."""
    addresses = [f"agent{number}@exemple.invalid" for number in range(MAILS)]
    monkeypatch.setitem(writers, "plain", lambda row, now: EmailMessage("Objet", "Corps", to=[row.recipient]))

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
