"""Files of `var/` that say that the database is not to be used at present."""

from pathlib import Path

from django.conf import settings


def maintenance() -> Path:
    """Return the file that is there while the portal is closed: the web server in front looks for it."""
    return Path(settings.VAR_DIR) / "maintenance"


def marker() -> Path:
    """Return the file that is there while a restore is not complete."""
    return Path(settings.VAR_DIR) / "upkeep" / "restoring"


def is_closed() -> bool:
    """Return True if an upgrade or a restore has the database to itself."""
    return maintenance().exists() or marker().exists()
