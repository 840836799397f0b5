"""Test the mail settings."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.mail.trial import try_mail_server


class Command(BaseCommand):
    help = "Send a mail of test to an address now, and show what the mail server says, in its own words."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address")

    def handle(self, *args: Any, **options: Any) -> None:
        accepted, steps = try_mail_server(options["address"])
        for step in steps:
            self.stdout.write(step)
        if not accepted:
            raise CommandError("The mail did not leave.")
        self.stdout.write("The server accepted the mail.")
