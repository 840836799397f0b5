"""The folder of backups, and each backup in it.

    FOLDER/2026-11-30T20-11-44Z/manifest.json     what it is, and the SHA-256 of each of its parts
                                manifest.sha256   that of the manifest
                                database.…        the database at one moment
                                media.json        the uploads: which blob holds each
    FOLDER/media/…                                the blobs, which backups share
    FOLDER/erasures.jsonl                         what was erased for ever: see `erasures`

A backup is made under a name that begins with a point, and takes its own once it is whole.
"""

import contextlib
import datetime
import fcntl
import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from .databases.base import Content, Contents
from .errors import UpkeepError
from .media import MediaStore, Saved
from .sealing import clear_copy, make_private, sha256, write_private
from .version import Migration

FORMAT = 1
STAMP = "%Y-%m-%dT%H-%M-%SZ"
MANIFEST, SEAL, MEDIA_LIST, VERIFIED = "manifest.json", "manifest.sha256", "media.json", "verified"
LOCK = ".lock"


@dataclass(frozen=True)
class Manifest:
    """What a backup holds."""

    made_at: str
    versions: dict[str, str]
    engine: str
    engine_version: str
    migrations: list[Migration]
    tables: Contents
    files: dict[str, str]  # parts, and their SHA-256
    blobs: list[str]
    media_count: int
    media_bytes: int
    encrypted: bool
    seconds: float
    format: int = field(default=FORMAT)

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1)

    @classmethod
    def from_json(cls, text: str) -> "Manifest":
        values = json.loads(text)
        if values["format"] != FORMAT:
            raise UpkeepError(
                _("This backup was made by another version of the portal, which can restore it.")
            )
        values["migrations"] = [(app, name) for app, name in values["migrations"]]
        values["tables"] = {table: Content(*content) for table, content in values["tables"].items()}
        return cls(**values)


@dataclass(frozen=True)
class Backup:
    """A whole backup."""

    path: Path

    @property
    def made_at(self) -> datetime.datetime:
        return datetime.datetime.strptime(self.path.name, STAMP).replace(tzinfo=datetime.UTC)

    @property
    def media(self) -> MediaStore:
        return MediaStore(self.path.parent)

    @cached_property
    def manifest(self) -> Manifest:
        """The manifest. Raise `UpkeepError` if it is not as it was written."""
        try:
            text = (self.path / MANIFEST).read_text(encoding="utf-8")
            seal = (self.path / SEAL).read_text(encoding="utf-8").strip()
        except FileNotFoundError as error:
            raise UpkeepError(_("%(folder)s is not a backup.") % {"folder": self.path}) from error
        if hashlib.sha256(text.encode()).hexdigest() != seal:
            raise UpkeepError(_("The manifest of %(folder)s was changed.") % {"folder": self.path})
        return Manifest.from_json(text)

    def check(self) -> None:
        """Raise `UpkeepError` if a part is missing, or is not as it was written."""
        for name, checksum in self.manifest.files.items():
            if not (self.path / name).exists() or sha256(self.path / name) != checksum:
                raise UpkeepError(_("%(file)s is missing or damaged.") % {"file": self.path / name})
        if damaged := self.media.damaged(self.manifest.blobs):
            raise UpkeepError(
                _("%(count)s uploaded files are missing or damaged in the backup, such as %(file)s.")
                % {"count": len(damaged), "file": self.media.path(damaged[0])}
            )

    def files(self, folder: Path) -> dict[str, Saved]:
        """Return the uploads by name. `folder` is for what is needed meanwhile."""
        with clear_copy(self.path / MEDIA_LIST, self.manifest.encrypted, folder) as clear:
            listed = json.loads(clear.read_text(encoding="utf-8"))
        return {name: Saved(*file) for name, file in listed.items()}

    @property
    def verified_at(self) -> datetime.datetime | None:
        """When it was last restored beside and found equal."""
        path = self.path / VERIFIED
        return datetime.datetime.fromisoformat(path.read_text(encoding="utf-8")) if path.exists() else None

    def note_verified(self, now: datetime.datetime) -> None:
        """Keep when it was found equal."""
        write_private(self.path / VERIFIED, now.isoformat())


def backups(folder: Path) -> list[Backup]:
    """Return the whole backups of a folder, the oldest first."""
    return [Backup(path.parent) for path in sorted(folder.glob(f"[0-9]*/{SEAL}"))]


def last_backup(folder: Path | None = None) -> Backup | None:
    """Return the last whole backup in a folder, by default that of the settings; None if there is none."""
    folder = folder or settings.BACKUP_DIR
    made = backups(folder) if folder else []
    return made[-1] if made else None


def age_of_last_backup() -> float | None:
    """Return how many seconds ago the last backup was made, or None if there is none."""
    last = last_backup()
    return (timezone.now() - last.made_at).total_seconds() if last else None


def find_backup(path: Path) -> Backup:
    """Return the backup at a path, or the last one of the folder of backups that it is."""
    if (path / SEAL).exists():
        return Backup(path.resolve())
    if last := last_backup(path):
        return Backup(last.path.resolve())
    raise UpkeepError(_("There is no whole backup in %(folder)s.") % {"folder": path})


def forget_old(folder: Path, *, keep: int) -> int:
    """Delete all but the last backups, with what only these held. Return the number of those deleted."""
    made = backups(folder)
    old = made[:-keep]
    for backup in old:
        # Without its seal it is no backup any more, were this killed meanwhile.
        (backup.path / SEAL).unlink()
        shutil.rmtree(backup.path)
    for left in folder.iterdir():
        if left.is_dir() and left.name[0].isdigit() and not (left / SEAL).exists():
            shutil.rmtree(left)
    MediaStore(folder).forget_all_but({blob for backup in made[-keep:] for blob in backup.manifest.blobs})
    return len(old)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep others out of a folder. A process that is killed lets go of it."""
    make_private(folder)
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UpkeepError(
                _("Another backup or restore is under way in %(folder)s.") % {"folder": folder}
            ) from error
        yield
