"""Send the mails of notifications that are due."""

from typing import Any

from django.core.management.base import BaseCommand

from projects.notifications.mail import send_due_mail


class Command(BaseCommand):
    help = "Send the mails of notifications that are due. Safe to run again, and to kill."

    def handle(self, *args: Any, **options: Any) -> None:
        send_due_mail()
