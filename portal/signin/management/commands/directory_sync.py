"""Deactivate who left the LDAP directory, and apply its rules to who stays."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.signin.directory import ldap
from portal.signin.directory.sync import ImplausibleAnswer, synchronise


class Command(BaseCommand):
    help = "Compare accounts with the LDAP directory: deactivate who left, refresh who stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--accept-departures",
            action="store_true",
            help="Deactivate even if very many accounts are missing from the directory at once.",
        )

    def handle(self, *args: Any, accept_departures: bool = False, **options: Any) -> None:
        if not ldap.is_configured():
            return
        try:
            outcome = synchronise(accept_departures=accept_departures)
        except ldap.DirectoryUnavailable as error:
            raise CommandError(f"The directory does not answer, so nobody is deactivated. {error}") from error
        except ImplausibleAnswer as error:
            raise CommandError(
                f"{error}, so nobody is deactivated. If that is right, run with --accept-departures."
            ) from error
        if outcome.deactivated:
            self.stdout.write(f"{outcome.checked} accounts checked, {outcome.deactivated} deactivated")
