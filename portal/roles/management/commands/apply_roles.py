"""Make the groups of the portal what it declares, as `migrate` does."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.roles.services import apply_roles, planned_changes
from portal.roles.table import table as table_of_roles


class Command(BaseCommand):
    help = "Make the groups of the portal what it declares. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")
        parser.add_argument("--table", action="store_true", help="only write the table of docs/roles.md")

    def handle(self, *args: Any, dry_run: bool, table: bool, **options: Any) -> None:
        if table:
            self.stdout.write("\n".join(table_of_roles()))
            return
        changes = planned_changes() if dry_run else apply_roles()
        for change in changes:
            self.stdout.write(f"{change.group}{' (new)' if change.is_new else ''}")
            for sign, rights in (("+", change.given), ("-", change.taken)):
                for right in rights:
                    self.stdout.write(f"  {sign} {right}")
        if not changes:
            self.stdout.write("Every group is as declared.")
