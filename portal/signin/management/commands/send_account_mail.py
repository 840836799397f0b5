"""Send the mail about accounts that waits: forgotten passwords, changes of an account."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.signin.mail import send_queued_mail


class Command(BaseCommand):
    help = "Send the mail about accounts that waits."

    def handle(self, *args: Any, **options: Any) -> None:
        send_queued_mail()
