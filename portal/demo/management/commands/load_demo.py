"""Load the demonstration content into an empty portal."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.accounts.enums import RoleName
from portal.demo import loader
from portal.demo.content_files import BrokenContentError
from portal.demo.credentials import PASSWORD
from portal.demo.facts import checked_content
from portal.demo.people import ADMINISTRATOR, groups_of

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
            loader.load(content, lambda step: self.stdout.write(f"  {step}"))
        self._say_how_to_sign_in(content.agents["agents"])

    def _say_how_to_sign_in(self, agents: list[dict[str, Any]]) -> None:
        self.stdout.write("")
        self.stdout.write(_("Address: %(url)s") % {"url": settings.WAGTAILADMIN_BASE_URL})
        self.stdout.write(_("Password of every account: %(password)s") % {"password": PASSWORD})
        accounts = {
            _("Agent"): _first(agents, RoleName.AGENTS),
            _("Action lead"): _first(agents, RoleName.LEADS),
            _("Communication"): _first(agents, RoleName.COMMUNICATION),
            _("Moderator"): _first(agents, RoleName.MODERATORS),
            _("Steering committee"): _first(agents, RoleName.COMMITTEE),
            _("Administrator"): ADMINISTRATOR,
        }
        width = max(map(len, accounts))
        for role, email in accounts.items():
            self.stdout.write(f"  {role:<{width}}  {email}")


def _first(agents: list[dict[str, Any]], group: str) -> str:
    """Return the first account whose last group it is: for 'Agents', a person without another role."""
    return next(agent["courriel"] for agent in agents if groups_of(agent)[-1] == group)


def _explain(error: BrokenContentError) -> str:
    """Return the first problems, one a line, and how many are left."""
    lines = [_("The demonstration content cannot be loaded. The database was not changed.")]
    lines += map(str, error.problems[:PROBLEMS_SHOWN])
    left = len(error.problems) - PROBLEMS_SHOWN
    if left > 0:
        lines.append(_("and %(count)s more") % {"count": left})
    return "\n".join(lines)
