"""Which accounts of the demonstration to sign in with."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from portal.accounts.enums import RoleName

from .people import ADMINISTRATOR, groups_of


def accounts_table(agents: list[dict[str, Any]]) -> Iterator[str]:
    """Return one aligned line for each role: what it is, and an account that has it."""
    rows = [
        (_("Agent"), _first(agents, RoleName.AGENTS)),
        (_("Action lead"), _first(agents, RoleName.LEADS)),
        (_("Communication"), _first(agents, RoleName.COMMUNICATION)),
        (_("Moderator"), _first(agents, RoleName.MODERATORS)),
        (_("Steering committee"), _first(agents, RoleName.COMMITTEE)),
        (_("Administrator"), ADMINISTRATOR),
    ]
    width = max(len(role) for role, _email in rows)
    for role, email in rows:
        yield f"{role:<{width}}  {email}"


def _first(agents: list[dict[str, Any]], group: str) -> str:
    """Return the first account whose last group it is: for 'Agents', a person without another role."""
    return next(agent["courriel"] for agent in agents if groups_of(agent)[-1] == group)
