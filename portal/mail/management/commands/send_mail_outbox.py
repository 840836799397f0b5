"""Send the mail that waits in the outbox."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.mail.sending import send_outbox


class Command(BaseCommand):
    help = "Send the mail that waits in the outbox. Safe to run again, at the same time, and to kill."

    def handle(self, *args: Any, **options: Any) -> None:
        send_outbox()
