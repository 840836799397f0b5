"""Two schedulers at the same moment: threads on a real database."""

from django.core.mail import send_mail

from portal.mail.models import OutgoingMail
from portal.mail.sending import send_outbox
from tests.mailbox import Mailbox
from tests.simultaneous import together

MAILS, SENDERS = 20, 4


def test_two_senders_send_each_mail_once(shared_database: None, mailbox: Mailbox) -> None:
    addresses = [f"agent{number}@exemple.invalid" for number in range(MAILS)]

    def write() -> None:
        for address in addresses:
            send_mail("Objet", "Corps", None, [address])

    together(write)
    sent = together(*[send_outbox] * SENDERS)
    assert sum(sent) == MAILS
    assert sorted(mailbox.recipients) == sorted(addresses)
    assert together(OutgoingMail.objects.count) == [0]
