"""Load the demonstration content into an empty portal."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.demo import loader
from portal.demo.accounts_table import accounts_table
from portal.demo.checks import checked_content
from portal.demo.credentials import PASSWORD
from portal.demo.problems import BrokenContentError

PROBLEMS_SHOWN = 20


class Command(BaseCommand):
    help = "Load the demonstration content into an empty portal; run again, it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = checked_content()
        except BrokenContentError as error:
            raise CommandError(_explain(error)) from error
        if loader.is_loaded():
            self.stdout.write(_("The demonstration content is already there: nothing was changed."))
        elif loader.holds_other_content():
            raise CommandError(
                _(
                    "This portal already holds pages or accounts of its own; the demonstration only loads "
                    "into an empty one. Point DATABASE_URL and PORTAL_VAR_DIR to a new place for it."
                )
            )
        else:
            loader.load(content, self._step)
        self._say_how_to_sign_in(content.agents["agents"])

    def _step(self, message: str) -> None:
        self.stdout.write(f"  {message}")

    def _say_how_to_sign_in(self, agents: list[dict[str, Any]]) -> None:
        self.stdout.write("")
        self.stdout.write(_("Address: %(url)s") % {"url": settings.WAGTAILADMIN_BASE_URL})
        self.stdout.write(_("Password of every account: %(password)s") % {"password": PASSWORD})
        for line in accounts_table(agents):
            self.stdout.write(f"  {line}")


def _explain(error: BrokenContentError) -> str:
    """Return the first problems, one a line, and how many are left."""
    lines = [_("The demonstration content is not loadable; the database was not changed.")]
    lines += map(str, error.problems[:PROBLEMS_SHOWN])
    left = len(error.problems) - PROBLEMS_SHOWN
    if left > 0:
        lines.append(_("and %(count)s more") % {"count": left})
    return "\n".join(lines)
