"""What a backup holds, how it is kept, and what it is refused for."""

import datetime
import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from portal.accounts.models import User
from portal.upkeep.backups import Backup, backups, last_backup, locked
from tests.factories import UserFactory


def back_up(*arguments: str) -> Backup:
    call_command("backup", *arguments, stdout=io.StringIO())
    made = last_backup()
    assert made
    return made


def verify() -> str:
    said = io.StringIO()
    call_command("backup", "--verify", stdout=said)
    return said.getvalue()


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_backup_says_what_it_is_and_nobody_else_reads_it(installation: Path) -> None:
    UserFactory.create_batch(3)
    backup = back_up()
    assert backup.manifest.tables["accounts_user"].rows == User.objects.count() > 2
    assert backup.manifest.media_count == 2
    assert backup.manifest.versions["portal"].startswith("0.")
    assert ("wagtailcore", "0001_initial") in backup.manifest.migrations
    for path in settings.BACKUP_DIR.rglob("*"):
        assert path.name == ".lock" or path.stat().st_mode & 0o077 == 0, path
    assert settings.BACKUP_DIR.stat().st_mode & 0o077 == 0


def test_a_backup_is_found_equal_when_it_is_restored_beside(installation: Path) -> None:
    UserFactory()
    backup = back_up()
    UserFactory()  # what is written since changes nothing
    assert backup.verified_at is None
    verify()
    assert backup.verified_at


def test_an_upload_is_saved_once(installation: Path) -> None:
    first = back_up()
    before = files(settings.BACKUP_DIR / "media")
    default_storage.save("documents/bilan.txt", ContentFile(b"Le bilan"))
    default_storage.save("documents/copie.txt", ContentFile(b"Le plan"))  # as another one
    second = back_up()
    after = files(settings.BACKUP_DIR / "media")
    assert (first.manifest.media_count, second.manifest.media_count) == (2, 4)
    assert len(set(after) - set(before)) == 1


def test_an_upload_that_changed_under_its_name_is_saved_anew(installation: Path) -> None:
    back_up()
    default_storage.delete("documents/plan.txt")
    default_storage.save("documents/plan.txt", ContentFile(b"Un autre plan"))
    back_up()
    assert len(files(settings.BACKUP_DIR / "media")) == 3


def test_old_backups_go_with_what_only_they_held(installation: Path) -> None:
    back_up()
    default_storage.delete("images/place.txt")
    default_storage.save("images/gare.txt", ContentFile(b"La gare"))
    back_up()
    assert len(files(settings.BACKUP_DIR / "media")) == 3
    kept = back_up("--keep", "1")
    assert [backup.path for backup in backups(settings.BACKUP_DIR)] == [kept.path]
    assert len(files(settings.BACKUP_DIR / "media")) == 2
    verify()


def test_what_a_killed_backup_left_is_no_backup_and_goes_at_the_next(installation: Path) -> None:
    left = settings.BACKUP_DIR / ".2026-01-01T00-00-00Z.part"
    left.mkdir(parents=True)
    (left / "manifest.json").write_text("{}")
    (left / "manifest.sha256").write_text("")
    assert last_backup() is None
    back_up()
    assert not left.exists()


def test_two_backups_at_once_are_one_too_many(installation: Path) -> None:
    with locked(settings.BACKUP_DIR), pytest.raises(CommandError, match=str(settings.BACKUP_DIR)):
        back_up()
    assert last_backup() is None


@pytest.mark.parametrize("damage", ["manifest", "database", "truncated", "media", "lost"])
def test_a_damaged_backup_is_found_out(installation: Path, damage: str) -> None:
    backup = back_up()
    blob = backup.media.path(backup.manifest.blobs[0])
    if damage == "manifest":
        path = backup.path / "manifest.json"
        path.write_text(path.read_text().replace('"rows"', '"Rows"').replace("2026", "2025"))
        backup = Backup(backup.path)
    elif damage == "database":
        path = backup.path / "database.sqlite3"
        path.write_bytes(path.read_bytes()[:-1] + b"!")
    elif damage == "truncated":
        path = backup.path / "database.sqlite3"
        path.write_bytes(path.read_bytes()[: 1024 * 1024])
    elif damage == "media":
        path = blob
        path.write_bytes(b"?")
    else:
        path = blob
        path.unlink()
    named = backup.path if damage == "manifest" else path
    with pytest.raises(CommandError, match=named.name):
        verify()
    with pytest.raises(CommandError, match=named.name):
        call_command("restore", settings.BACKUP_DIR, "--replace", stdout=io.StringIO())


def test_a_daily_backup_is_made_once_a_day_and_verified_once_a_month(installation: Path) -> None:
    call_command("keep_backups", stdout=io.StringIO())
    call_command("keep_backups", stdout=io.StringIO())
    [made] = backups(settings.BACKUP_DIR)
    first = made.verified_at
    assert first
    old = made.path.with_name((made.made_at - datetime.timedelta(days=1)).strftime("%Y-%m-%dT%H-%M-%SZ"))
    made.path.rename(old)
    call_command("keep_backups", stdout=io.StringIO())
    yesterday, today = backups(settings.BACKUP_DIR)
    assert (yesterday.verified_at, today.verified_at) == (first, None)
    yesterday.note_verified(first - datetime.timedelta(days=31))
    call_command("keep_backups", stdout=io.StringIO())
    assert today.verified_at


def test_a_folder_must_be_named(installation: Path) -> None:
    settings.BACKUP_DIR = None
    with pytest.raises(CommandError, match="BACKUP_DIR"):
        call_command("backup")
