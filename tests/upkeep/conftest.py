"""An installation with files of its own, which a test may save, break and restore."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, connections
from pytest_django.fixtures import Settings

from portal.upkeep.databases import engine
from portal.upkeep.databases.base import Contents
from search.engines import get_engine


@pytest.fixture
def installation(db: None, tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """The folder of an installation on SQLite, with the tables of the tests and two uploads."""
    settings.VAR_DIR = tmp_path / "var"
    settings.MEDIA_ROOT = tmp_path / "var" / "media"
    settings.SEARCH_INDEX_PATH = tmp_path / "var" / "search.sqlite3"
    settings.STATIC_ROOT = tmp_path / "var" / "static"
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.VAR_DIR.mkdir()
    get_engine.cache_clear()
    connection.ensure_connection()
    standing = connections["default"]
    (settings.VAR_DIR / "db.sqlite3").write_bytes(connection.connection.serialize())
    use_database(settings.VAR_DIR / "db.sqlite3")
    default_storage.save("documents/plan.txt", ContentFile(b"Le plan"))
    default_storage.save("images/place.txt", ContentFile(b"La place"))
    yield settings.VAR_DIR
    connections["default"].close()
    connections["default"] = standing
    get_engine.cache_clear()


def use_database(path: Path) -> None:
    """Let the portal work on this file of SQLite."""
    standing = connections["default"]
    wrapper = type(standing)({**standing.settings_dict, "NAME": str(path)}, "default")
    connections["default"] = wrapper


def contents(folder: Path) -> Contents:
    """What the tables of the portal hold."""
    copy = folder / "contents.sqlite3"
    copy.unlink(missing_ok=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(copy)])
    return engine().read(copy)
