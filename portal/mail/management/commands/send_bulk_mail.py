"""Send the mail that can wait, such as digests."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.mail.sending import send_bulk_mail


class Command(BaseCommand):
    help = "Send the mail that can wait. Safe to run again, at the same time, and to kill."

    def handle(self, *args: Any, **options: Any) -> None:
        send_bulk_mail()
