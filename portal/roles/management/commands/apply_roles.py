"""Make the groups of the portal what it declares, as `migrate` does."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.roles.declared import DUTIES, NAMES, YES
from portal.roles.services import apply_roles, planned_changes


class Command(BaseCommand):
    help = "Make the groups of the portal what it declares. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")
        parser.add_argument("--table", action="store_true", help="only write the table of docs/roles.md")

    def handle(self, *args: Any, dry_run: bool, table: bool, **options: Any) -> None:
        if table:
            self.stdout.write("\n".join(roles_table()))
            return
        changes = planned_changes() if dry_run else apply_roles()
        for change in changes:
            self.stdout.write(f"{change.group}{' (new)' if change.is_new else ''}")
            for sign, rights in (("+", change.given), ("-", change.taken)):
                for right in rights:
                    self.stdout.write(f"  {sign} {right}")
        if not changes:
            self.stdout.write("Every group is as declared.")


def roles_table() -> Iterator[str]:
    """Yield the lines of the table of docs/roles.md, in the active language."""
    yield f"| | {' | '.join(NAMES)} |"
    yield f"|---|{':-:|' * len(NAMES)}"
    for duty in DUTIES:
        marks = {name: str(YES) for name in duty.roles} | {name: str(how) for name, how in duty.also.items()}
        cells = (f" {marks[name]} " if name in marks else " " for name in NAMES)
        label = f"{duty.label} {duty.details}".strip()
        yield f"| {label} |{'|'.join(cells)}|"
