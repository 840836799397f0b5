"""The databases that the last release left, which every later version must be able to upgrade."""

from pathlib import Path

FOLDER = Path(__file__).parent
SQLITE = FOLDER / "release.sqlite3.xz"
POSTGRESQL = FOLDER / "release.postgresql.sql.xz"
