"""Add the legal pages and the help page that are missing."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from home.legal_pages import make_legal_pages
from home.models import HomePage


class Command(BaseCommand):
    help = "Add the missing legal pages as drafts, from their models; never touches a page that exists."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--publish", action="store_true", help="publish them at once")

    def handle(self, *args: Any, **options: Any) -> None:
        home = HomePage.objects.first()
        if home is None:
            raise CommandError(_("There is no home page: run “migrate” first."))
        made = make_legal_pages(home, publish=options["publish"], demonstration=home.demonstration)
        for page in made:
            self.stdout.write(page.title)
        if not made:
            self.stdout.write(_("Every page is already there: nothing was changed."))
