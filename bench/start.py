"""Starts Django on a database to measure, never on that of the installation."""

import os
import sqlite3
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INSTALLED = ROOT / "var" / "db.sqlite3"
AGENT = "sandrine.loubressac@exemple.invalid"
EDITOR = "maxime.orsonval@exemple.invalid"
# Slugs of actions without comments. They get 200: in 20 threads that all stand on the page, and in 110 of
# which the page shows the first ones. The large content has 5,000 on the second one.
FEW_THREADS, MANY_THREADS = "calendrier-unique-des-conseils", "barometre-des-usagers"


def is_file(database: str) -> bool:
    """Return True for the path of a SQLite file, False for the address of a database."""
    return "://" not in database


def copy_installation(copy: Path) -> None:
    """Copy the database of the installation, which holds the demonstration, to this file."""
    original = sqlite3.connect(f"file:{INSTALLED}?mode=ro", uri=True)
    with sqlite3.connect(copy) as connection:
        original.backup(connection)


def start(database: str) -> None:
    """Start Django on a database. The search index of a file stands beside it, if it has one of its own."""
    url = f"sqlite:///{Path(database).resolve()}" if is_file(database) else database
    os.environ |= {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "portal.settings.demo"}
    import django
    from django.conf import settings

    if is_file(database) and index_beside(database).exists():
        settings.SEARCH_INDEX_PATH = index_beside(database)
    django.setup()


def index_beside(database: str) -> Path:
    """Return the path of the search index of a file."""
    return Path(f"{database}.search").resolve()
