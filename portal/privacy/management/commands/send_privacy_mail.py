"""Send the mails about requests that could not leave at once."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.privacy.mail import send_waiting_mail


class Command(BaseCommand):
    help = "Send the mails about personal data that wait. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(str(send_waiting_mail()))
