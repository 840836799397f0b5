"""Put the mails of notifications that are due in the outbox."""

from typing import Any

from django.core.management.base import BaseCommand

from projects.notifications.mail import queue_due_mail


class Command(BaseCommand):
    help = "Put the mails of notifications that are due in the outbox. Safe to run again, and to kill."

    def handle(self, *args: Any, **options: Any) -> None:
        queue_due_mail()
