"""A backup is made."""

import datetime
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from .backups import MANIFEST, MEDIA_LIST, SEAL, STAMP, Backup, Manifest, forget_old, locked
from .databases import engine
from .erasures import merge_register
from .errors import UpkeepError
from .media import MediaStore
from .sealing import PRIVATE_FOLDER, encrypts, sealed_writer, sha256, sync_folder, write_private
from .version import applied_migrations, versions

SPARE = 64 * 1024 * 1024  # bytes that are left free
PART = ".part"  # of the name of a backup that is not whole

Say = Callable[[str], object]


def make_backup(folder: Path, *, keep: int, say: Say) -> Backup:
    """Save the database and the uploads in a folder of backups, while the portal serves. Keep the last ones.

    The database comes first: an upload is stored before the row that names it, and deleted after.
    """
    with locked(folder), workplace() as temporary:
        began = time.monotonic()
        for left in folder.glob(f".*{PART}"):  # a backup was killed
            shutil.rmtree(left)
        database, store = engine(), MediaStore(folder)
        database.ensure_tools()
        kept, new = store.survey()
        ensure_room(folder, database.size() + sum(file.size for file in new.values()))
        ensure_room(temporary, database.size())
        made_at = _free_moment(folder)
        part = folder / f".{made_at.strftime(STAMP)}{PART}"
        part.mkdir(mode=PRIVATE_FOLDER)
        try:
            migrations = applied_migrations()
            tables = database.dump(sealed_writer(part / database.file), temporary)
            say(_("Database: %(tables)s tables saved.") % {"tables": len(tables)})
            saved = {**kept, **store.save(new)}
            say(
                _("Uploads: %(count)s files, %(new)s of which are new since the last backup.")
                % {"count": len(saved), "new": len(new)}
            )
            with sealed_writer(part / MEDIA_LIST) as target:
                target.write(json.dumps(saved).encode())
            manifest = Manifest(
                made_at=made_at.isoformat(),
                versions=versions(),
                engine=database.name,
                engine_version=database.version(),
                migrations=migrations,
                tables=tables,
                files={name: sha256(part / name) for name in (database.file, MEDIA_LIST)},
                blobs=sorted({file.blob for file in saved.values()}),
                media_count=len(saved),
                media_bytes=sum(file.size for file in saved.values()),
                encrypted=encrypts(),
                seconds=round(time.monotonic() - began, 1),
            )
            write_private(part / MANIFEST, manifest.to_json())
            write_private(part / SEAL, sha256(part / MANIFEST))
            path = folder / made_at.strftime(STAMP)
            part.rename(path)
            sync_folder(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
        store.remember(saved)
        merge_register(folder)
        if old := forget_old(folder, keep=keep):
            say(_("%(count)s old backups deleted.") % {"count": old})
        return Backup(path)


@contextmanager
def workplace() -> Iterator[Path]:
    """Give a private folder for clear copies, without what a killed process left there."""
    place = settings.VAR_DIR / "upkeep" / "work"
    with locked(place):
        for left in place.glob("*/"):
            shutil.rmtree(left)
        with tempfile.TemporaryDirectory(dir=place) as name:
            yield Path(name)


def ensure_room(folder: Path, wanted: int) -> None:
    """Raise `UpkeepError` if a folder lacks the room for so many bytes."""
    free = shutil.disk_usage(folder).free
    if free < wanted + SPARE:
        raise UpkeepError(
            _("%(folder)s lacks room: %(wanted)s MB are needed, %(free)s MB are free. Nothing was written.")
            % {"folder": folder, "wanted": (wanted + SPARE) // 1_000_000, "free": free // 1_000_000}
        )


def _free_moment(folder: Path) -> datetime.datetime:
    """Return the present second, or the next one that names no backup yet."""
    moment = timezone.now().astimezone(datetime.UTC).replace(microsecond=0)
    while (folder / moment.strftime(STAMP)).exists():
        moment += datetime.timedelta(seconds=1)
    return moment
