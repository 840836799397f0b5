"""The indexes after a restore and after an upgrade: they are made from the database."""

import io

from django.core.management import call_command
from django.core.management.base import CommandError

from portal.upkeep.steps import Restored


def rebuild_after_restore(restored: Restored) -> str:
    """Make every index anew: what it holds is not what the database holds."""
    return _said_by("search_rebuild")


def repair_after_upgrade() -> str:
    """Repair every index, and make anew one that this version cannot read."""
    return _said_by("search_reconcile")


def _said_by(command: str) -> str:
    """Return what a command says. A server that is down is not waited for: it is mended once it is there."""
    said = io.StringIO()
    try:
        call_command(command, stdout=said)
    except CommandError as error:
        said.write(str(error))
    return said.getvalue().strip()
