"""Uploads in backups: each content is saved once, whatever the number of backups that hold it.

A blob is a file of `media/` in the folder of backups, named by the SHA-256 of what it holds: of the sealed
content where backups are encrypted. A file of the storage whose size and time have not changed since it was
saved is not read again.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage, default_storage
from django.utils.translation import gettext as _

from .errors import UpkeepError
from .sealing import clear_copy, make_private, sealed_writer, sha256, sync_folder, write_private

BLOBS = "media"
CHUNK = 1024 * 1024  # bytes
NAMED_BY = 2  # first characters of a blob's name: those of its folder


class Saved(NamedTuple):
    """A file of the storage: its size and time when it was saved, and the blob that holds it."""

    size: int
    time: float
    blob: str


class MediaStore:
    """The blobs of a folder of backups."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / BLOBS
        # By folder, for a blob sealed for other readers is another one.
        self.known_path = settings.VAR_DIR / "upkeep" / "media.json"

    def path(self, blob: str) -> Path:
        """Return the place of a blob."""
        return self.folder / blob[:NAMED_BY] / blob

    def survey(self) -> tuple[dict[str, Saved], dict[str, Saved]]:
        """Return the files of the storage, by name: those that are saved already, and those to save."""
        known = self._known()
        kept, new = {}, {}
        for name in sorted(names(default_storage)):
            try:
                size = default_storage.size(name)
                time = default_storage.get_modified_time(name).timestamp()
            except FileNotFoundError:
                continue  # deleted meanwhile
            before = known.get(name)
            if before and before[:2] == (size, time) and self.path(before.blob).exists():
                kept[name] = before
            else:
                new[name] = Saved(size, time, "")
        return kept, new

    def save(self, files: dict[str, Saved]) -> dict[str, Saved]:
        """Save files of the storage. Return them with their blobs, those left out that are gone meanwhile."""
        saved = {}
        for name, file in files.items():
            try:
                with default_storage.open(name, "rb") as source:
                    saved[name] = file._replace(blob=self._write(source))
            except FileNotFoundError:
                continue
        return saved

    def remember(self, files: dict[str, Saved]) -> None:
        """Keep what was saved, for the next backup."""
        write_private(self.known_path, json.dumps({"folder": str(self.folder.resolve()), "files": files}))

    def damaged(self, blobs: list[str]) -> list[str]:
        """Return which of these blobs are missing, or are not what they were."""
        return [blob for blob in blobs if not self.path(blob).exists() or sha256(self.path(blob)) != blob]

    def restore(self, files: dict[str, Saved], *, encrypted: bool, folder: Path) -> int:
        """Put files back in the storage, unless they are there. Return the number of those written."""
        written = 0
        for name, file in files.items():
            with clear_copy(self.path(file.blob), encrypted, folder) as clear:
                if _holds(name, clear):
                    continue
                default_storage.delete(name)  # cut short, or changed since
                with clear.open("rb") as content:
                    if default_storage.save(name, File(content)) != name:
                        raise UpkeepError(
                            _("The storage of uploads refuses the name %(name)s.") % {"name": name}
                        )
                written += 1
        return written

    def forget_all_but(self, blobs: set[str]) -> None:
        """Delete the blobs that no backup names, and what a killed backup left."""
        for path in self.folder.glob("*/*"):
            if path.name not in blobs:
                path.unlink()

    def _known(self) -> dict[str, Saved]:
        if not self.known_path.exists():
            return {}
        known: dict[str, Any] = json.loads(self.known_path.read_text(encoding="utf-8"))
        if known["folder"] != str(self.folder.resolve()):
            return {}
        return {name: Saved(*file) for name, file in known["files"].items()}

    def _write(self, source: Any) -> str:
        part = self.folder / "new" / uuid4().hex
        make_private(part.parent)
        try:
            with sealed_writer(part) as target:
                shutil.copyfileobj(source, target, CHUNK)
            blob = sha256(part)
            make_private(self.path(blob).parent)
            part.replace(self.path(blob))
            sync_folder(self.path(blob).parent)
        finally:
            part.unlink(missing_ok=True)
        return blob


def names(storage: Storage, folder: str = "") -> Iterator[str]:
    """Yield the name of each file of a storage."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return  # nothing was uploaded yet
    for file in files:
        if file:  # some services list the folder itself
            yield f"{folder}/{file}" if folder else file
    for name in folders:
        yield from names(storage, f"{folder}/{name}" if folder else name)


def _holds(name: str, clear: Path) -> bool:
    """Return True if the storage has this very content under this name."""
    if not default_storage.exists(name) or default_storage.size(name) != clear.stat().st_size:
        return False
    with default_storage.open(name, "rb") as there, clear.open("rb") as here:
        while piece := here.read(CHUNK):
            if there.read(CHUNK) != piece:
                return False
    return True
