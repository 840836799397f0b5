"""Send the mail that somebody waits for."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.mail.sending import send_urgent_mail


class Command(BaseCommand):
    help = "Send the mail that somebody waits for. Safe to run again, at the same time, and to kill."

    def handle(self, *args: Any, **options: Any) -> None:
        send_urgent_mail()
