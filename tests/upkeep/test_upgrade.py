"""An upgrade, one that fails, and the way back; and what the system checks say."""

import datetime
import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from portal.accounts.models import User
from portal.upkeep.backups import last_backup
from portal.upkeep.closing import maintenance
from portal.upkeep.upgrading import services
from tests.factories import UserFactory

from .conftest import contents, use_database
from .test_backup import back_up, verify


def upgrade(*arguments: str) -> str:
    said = io.StringIO()
    call_command("upgrade", "--skip-checks", *arguments, stdout=said)
    return said.getvalue()


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def ids() -> set[str]:
    """What the deployment checks say of backups."""
    found = run_checks(include_deployment_checks=True, databases=["default"])
    return {str(problem.id) for problem in found if str(problem.id).startswith("upkeep")}


def test_an_upgrade_that_changes_no_table_saves_and_closes_nothing(installation: Path) -> None:
    agent = UserFactory()
    upgrade()
    assert last_backup()
    assert not maintenance().exists()
    assert (settings.STATIC_ROOT / "css").exists()
    assert settings.SEARCH_INDEX_PATH.exists()
    assert User.objects.filter(pk=agent.pk).exists()


def test_an_upgrade_that_fails_leaves_the_portal_closed_and_is_undone(
    installation: Path, tmp_path: Path
) -> None:
    execute("DELETE FROM django_migrations WHERE app = 'quotas'")  # its tables exist: migrate stumbles
    before = contents(tmp_path)
    said = io.StringIO()
    with pytest.raises(DatabaseError, match="already exists"):
        call_command("upgrade", "--skip-checks", stdout=said)
    assert "upgrade --rollback" in said.getvalue()
    assert maintenance().exists()
    UserFactory()
    upgrade("--rollback")
    assert maintenance().exists()
    assert contents(tmp_path) == before
    with pytest.raises(CommandError, match=r"manage\.py restore"):
        upgrade("--rollback")


def test_nothing_is_said_before_the_first_start(installation: Path) -> None:
    use_database(installation / "new.sqlite3")
    assert ids() == set()  # nothing to say before there is a portal


def test_a_migration_killed_before_it_was_noted_is_named(installation: Path) -> None:
    assert "upkeep.E002" not in ids()
    execute("DELETE FROM django_migrations WHERE app = 'mail'")
    assert "upkeep.E002" in ids()


def test_a_squashed_migration_noted_in_part_is_named(installation: Path) -> None:
    """Django notes those that it replaces one by one."""
    execute(
        "DELETE FROM django_migrations WHERE app = 'wagtailcore' AND (name LIKE '0001_squashed%' "
        "OR name BETWEEN '0003' AND '0017')"
    )
    assert "upkeep.E002" in ids()


def test_missing_backups_are_told(installation: Path) -> None:
    assert ids() == {"upkeep.W002"}
    backup = back_up()
    assert ids() == {"upkeep.W003"}
    verify()
    assert ids() == set()
    old = backup.made_at - datetime.timedelta(days=3)
    backup.path.rename(backup.path.with_name(old.strftime("%Y-%m-%dT%H-%M-%SZ")))
    assert ids() == {"upkeep.W002"}
    settings.BACKUP_DIR = None
    assert ids() == {"upkeep.W001"}


def test_the_service_that_runs_is_asked_to_reload(installation: Path, tmp_path: Path) -> None:
    told = tmp_path / "told"
    script = (
        "import pathlib, signal, time\n"
        f"signal.signal(signal.SIGHUP, lambda *_: pathlib.Path({str(told)!r}).touch())\n"
        "print(flush=True)\ntime.sleep(60)\n"
    )
    service = subprocess.Popen([sys.executable, "-c", script, "run.py"], stdout=subprocess.PIPE)
    try:
        assert service.stdout
        service.stdout.readline()
        services().mkdir()
        (services() / f"serve-{service.pid}").touch()
        upgrade()
        while not told.exists() and service.poll() is None:
            time.sleep(0.05)
        assert told.exists()
    finally:
        service.kill()
        service.wait()


def test_another_program_that_took_the_number_is_left_alone(installation: Path) -> None:
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        services().mkdir()
        (services() / f"serve-{other.pid}").touch()
        assert "systemctl" in upgrade()
        assert other.poll() is None
    finally:
        os.kill(other.pid, signal.SIGKILL)
        other.wait()
