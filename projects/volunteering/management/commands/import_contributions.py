"""Import historic contributions from a file."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError, CommandParser

from projects.models import ProjectPage

from ...contribution_totals import import_contributions
from ...importing import read_file


class Command(BaseCommand):
    help = "Import historic contributions (CSV or XLSX) into a project; run again, it replaces its own lines."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("project", help="slug of the project's page")
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what the file holds, import nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        project = ProjectPage.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"No project has the slug '{options['project']}'.")
        try:
            with options["file"].open("rb") as opened:
                reading = read_file(File(opened, name=options["file"].name), project)
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error}") from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        for note in reading.notes:
            self.stdout.write(note)
        for number, mistake in reading.errors:
            self.stderr.write(f"line {number}: {mistake}")
        if reading.errors:
            raise CommandError("Nothing was imported: correct these lines first.")
        if options["dry_run"]:
            self.stdout.write(f"Lines read: {len(reading.lines)}; nothing was imported.")
            return
        done = import_contributions(project=project, lines=reading.lines)
        self.stdout.write(f"Lines added: {done.added}; changed: {done.replaced}.")
