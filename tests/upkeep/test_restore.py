"""What a restore brings back, and what it must not."""

import hashlib
import io
import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import default_storage
from django.core.mail import send_mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from portal.mail.holding import held_mail
from portal.mail.models import OutgoingMail
from portal.privacy.services import close_account, pseudonymise_departed
from portal.signin.models import Session
from portal.upkeep.checks import refuse_half_restored
from portal.upkeep.closing import marker
from projects.notifications.models import Notification
from tests.factories import CommentFactory, UserFactory

from .conftest import contents, use_database
from .test_backup import back_up

# What a restore changes on purpose.
CHANGED = {"signin_session", "mail_outgoingmail", "notifications_notification"}


def restore(*arguments: str) -> str:
    said = io.StringIO()
    call_command("restore", settings.BACKUP_DIR, *arguments, stdout=said)
    return said.getvalue()


def test_an_empty_installation_becomes_what_was_saved(installation: Path, tmp_path: Path) -> None:
    UserFactory.create_batch(3)
    addresses = set(User.objects.values_list("email", flat=True))
    saved = contents(tmp_path)
    back_up()
    for name in ("documents/plan.txt", "images/place.txt"):
        default_storage.delete(name)
    use_database(installation / "other.sqlite3")
    restore()
    assert set(User.objects.values_list("email", flat=True)) == addresses
    assert {table: rows for table, rows in contents(tmp_path).items() if table not in CHANGED} == {
        table: rows for table, rows in saved.items() if table not in CHANGED
    }
    with default_storage.open("documents/plan.txt") as file:
        assert file.read() == b"Le plan"
    assert settings.SEARCH_INDEX_PATH.exists()
    assert not marker().exists()


def test_what_is_there_is_lost_only_if_that_is_asked(installation: Path) -> None:
    UserFactory()
    back_up()
    later = UserFactory()
    with pytest.raises(CommandError, match="--replace"):
        restore()
    assert User.objects.filter(pk=later.pk).exists()
    restore("--replace")
    assert not User.objects.filter(pk=later.pk).exists()


def test_a_file_cut_short_by_a_killed_restore_is_written_whole(installation: Path) -> None:
    back_up()
    Path(default_storage.path("documents/plan.txt")).write_bytes(b"Le p")
    restore("--replace")
    with default_storage.open("documents/plan.txt") as file:
        assert file.read() == b"Le plan"
    assert sorted(default_storage.listdir("documents")[1]) == ["plan.txt"]


def test_what_a_newer_version_wrote_is_refused(installation: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('home', '9999_future', '2027-01-01')"
        )
    back_up()
    with pytest.raises(CommandError, match=r"home\.9999_future"):
        restore("--replace")
    assert not marker().exists()


def test_another_sort_of_database_is_refused(installation: Path) -> None:
    backup = back_up()
    path = backup.path / "manifest.json"
    path.write_text(path.read_text().replace('"engine": "sqlite"', '"engine": "postgresql"'))
    (backup.path / "manifest.sha256").write_text(hashlib.sha256(path.read_bytes()).hexdigest())
    with pytest.raises(CommandError, match=r"postgresql.*sqlite"):
        restore("--replace")


def test_tables_that_differ_from_what_was_saved_are_named(installation: Path) -> None:
    UserFactory()
    backup = back_up()
    path = backup.path / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["tables"]["accounts_user"] = [1, "0" * 16]
    path.write_text(json.dumps(manifest))
    (backup.path / "manifest.sha256").write_text(hashlib.sha256(path.read_bytes()).hexdigest())
    with pytest.raises(CommandError, match="accounts_user"):
        call_command("backup", "--verify", stdout=io.StringIO())
    assert backup.verified_at is None


def test_sessions_end(installation: Path) -> None:
    client = Client()
    client.force_login(UserFactory())
    back_up()
    restore("--replace")
    assert not Session.objects.exists()


def test_mail_that_waited_is_held_until_somebody_decides(installation: Path) -> None:
    send_mail("Réunion", "Demain", None, ["agent@exemple.invalid"])
    back_up()
    restore("--replace")
    assert OutgoingMail.objects.waiting().count() == 0
    assert held_mail().count() == 1
    assert not OutgoingMail.objects.failed().exists()  # it is no news of a mail that could not leave
    said = io.StringIO()
    call_command("held_mail", stdout=said)
    assert "agent@" not in said.getvalue()
    call_command("held_mail", "--release", stdout=said)
    assert OutgoingMail.objects.due(timezone.now()).count() == 1
    assert held_mail().count() == 0


def test_mail_held_is_dropped(installation: Path) -> None:
    send_mail("Réunion", "Demain", None, ["agent@exemple.invalid"])
    back_up()
    restore("--replace")
    call_command("held_mail", "--drop", stdout=io.StringIO())
    assert OutgoingMail.objects.count() == 0


def test_mail_leaves_after_a_move(installation: Path) -> None:
    send_mail("Réunion", "Demain", None, ["agent@exemple.invalid"])
    back_up()
    restore("--replace", "--send-mail")
    assert OutgoingMail.objects.due(timezone.now()).count() == 1


@pytest.mark.parametrize(("arguments", "waiting"), [([], 0), (["--send-mail"], 1)])
def test_news_that_waited_for_a_mail_stays_in_the_portal(
    installation: Path, arguments: list[str], waiting: int
) -> None:
    Notification.objects.create(
        recipient=UserFactory(), kind="comment", category="comments", key="1", object_id=1, thread="1"
    )
    back_up()
    restore("--replace", *arguments)
    assert Notification.objects.waiting().count() == waiting
    assert Notification.objects.unread().count() == 1


@pytest.mark.parametrize("register", ["here", "with the backups"])
def test_who_was_erased_since_the_backup_is_erased_again(installation: Path, register: str) -> None:
    agent = UserFactory(first_name="Noémie", email="noemie@exemple.invalid")
    staying = UserFactory()
    comment = CommentFactory(author=agent)
    back_up()
    close_account(user=agent, forget_texts=True)
    pseudonymise_departed(timezone.now())
    back_up()
    if register == "with the backups":  # the machine is lost
        (installation / "upkeep" / "erasures.jsonl").unlink()
    first, _second = sorted(settings.BACKUP_DIR.glob("[0-9]*"))
    call_command("restore", first, "--replace", stdout=io.StringIO())
    agent.refresh_from_db()
    comment.refresh_from_db()
    assert agent.pseudonymised_at
    assert not agent.is_active
    assert "Noémie" not in agent.get_full_name()
    assert agent.email.endswith(".invalid")
    assert comment.text == ""
    staying.refresh_from_db()
    assert staying.pseudonymised_at is None


def test_who_was_erased_before_the_backup_is_no_concern_of_it(installation: Path) -> None:
    agent = UserFactory()
    close_account(user=agent, forget_texts=False)
    pseudonymise_departed(timezone.now())
    back_up()
    said = next(line for line in restore("--replace").splitlines() if "Données personnelles" in line)
    assert said.endswith("0.")


def test_the_portal_does_not_start_on_half_a_restore(installation: Path) -> None:
    back_up()
    refuse_half_restored()
    marker().write_text(f"restore {settings.BACKUP_DIR}")
    assert "upkeep.E001" in [problem.id for problem in run_checks()]
    with pytest.raises(ImproperlyConfigured, match=f"manage.py restore {settings.BACKUP_DIR}"):
        refuse_half_restored()
    restore()  # taken up again, without --replace
    refuse_half_restored()
    assert "upkeep.E001" not in [problem.id for problem in run_checks()]
