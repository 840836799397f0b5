"""Each part that can fail, made to fail."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.management import call_command
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.common.schedule import Lane
from portal.health import parts
from portal.health.checks import Check, UnhealthyError, checks
from portal.http.health import cache_answers
from portal.mail.enums import GivenUp
from portal.mail.health import by_state, late, mail_leaves
from portal.mail.models import OutgoingMail
from portal.media.storage import check_uploads
from portal.tasks import health as tasks
from portal.tasks.health import workers_work
from portal.tasks.models import Task
from search.enums import Engine
from search.health import engines_answer, indexes_are_current, lags, waiting
from search.index.sync import rebuild
from search.models import Change

CRITICAL = {"database", "migrations"}
OTHERS = {"cache", "disk", "mail", "media", "search", "search_lag", "tasks"}


def test_every_part_has_a_check() -> None:
    assert {name for name, check in checks.items() if check.critical} == CRITICAL
    assert set(checks) == CRITICAL | OTHERS


@pytest.mark.django_db
def test_every_part_of_a_sound_portal_works() -> None:
    rebuild()
    job()
    for check in checks.values():
        check.run()


# The database


@pytest.fixture
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_complete", None)


@pytest.mark.django_db
@pytest.mark.usefixtures("nothing_known")
def test_a_migration_that_is_not_applied_is_seen_before_and_after() -> None:
    last = MigrationRecorder.Migration.objects.filter(app="search").latest("pk")
    last.delete()
    with pytest.raises(UnhealthyError, match=rf"1 are not applied, search.{last.name} the first"):
        parts.migrations_are_applied()
    MigrationRecorder.Migration.objects.create(app=last.app, name=last.name)
    parts.migrations_are_applied()
    MigrationRecorder.Migration.objects.filter(app="search").latest("pk").delete()
    with pytest.raises(UnhealthyError, match="1 are not applied"):
        parts.migrations_are_applied()


@pytest.mark.django_db
@pytest.mark.usefixtures("nothing_known")
def test_migrations_that_did_not_change_cost_one_look(django_assert_max_num_queries: Any) -> None:
    parts.migrations_are_applied()
    with django_assert_max_num_queries(2):  # whether there is a table, and its rows
        parts.migrations_are_applied()


@pytest.mark.django_db
@pytest.mark.usefixtures("nothing_known")
def test_a_newer_database_is_no_fault() -> None:
    """During an upgrade the processes of the version before answer until they are replaced."""
    MigrationRecorder.Migration.objects.create(app="search", name="9999_of_a_version_to_come")
    parts.migrations_are_applied()


# The disk, the uploads, the cache


def test_a_disk_that_is_nearly_full_is_said(settings: Settings) -> None:
    settings.DISK_FREE_MINIMUM = 101
    with pytest.raises(UnhealthyError, match=r"% is free, less than 101 %"):
        parts.disk_has_room()
    settings.DISK_FREE_MINIMUM = 0
    parts.disk_has_room()


def test_uploads_are_written_and_leave_nothing(media_root: Path) -> None:
    checks["media"].run()
    assert list(media_root.iterdir()) == []


def test_a_folder_of_uploads_that_nobody_may_write_in_is_seen(settings: Settings) -> None:
    settings.MEDIA_ROOT = "/sys/kernel"  # not even root may make a file there
    with pytest.raises(OSError, match=r"sys/kernel"):
        check_uploads()


def test_a_cache_that_keeps_nothing_is_seen(settings: Settings) -> None:
    cache_answers()
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    with pytest.raises(UnhealthyError, match="does not give back"):
        cache_answers()
    assert cache.get("x") is None


# Search


@pytest.mark.django_db
def test_an_index_that_is_not_there_is_seen(settings: Settings, tmp_path: Path) -> None:
    from search.engines import get_engine

    settings.SEARCH_INDEX_PATH = tmp_path / "search.sqlite3"
    get_engine.cache_clear()
    try:
        with pytest.raises(UnhealthyError, match="the embedded engine"):
            engines_answer()
    finally:
        get_engine.cache_clear()


@pytest.mark.django_db
def test_a_change_that_waits_for_too_long_is_seen() -> None:
    assert (waiting(), lags()) == ({"embedded": 0}, {"embedded": 0})
    change = Change.objects.create(engine=Engine.EMBEDDED, key="page:1")
    indexes_are_current()
    assert waiting() == {"embedded": 1}
    Change.objects.filter(pk=change.pk).update(created_at=timezone.now() - datetime.timedelta(minutes=6))
    with pytest.raises(UnhealthyError, match="the embedded index is 36"):
        indexes_are_current()


# Mail


def mail(**fields: Any) -> OutgoingMail:
    return OutgoingMail.objects.create(recipient="agent@exemple.invalid", content=b"x", **fields)


def minutes_ago(count: float) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(minutes=count)


@pytest.mark.django_db
def test_mail_that_no_sender_takes_is_late() -> None:
    assert late() == 0
    mail(can_wait=True, created_at=minutes_ago(60), next_attempt_at=minutes_ago(5))
    mail_leaves()
    mail(can_wait=True, created_at=minutes_ago(60), next_attempt_at=minutes_ago(11))
    with pytest.raises(UnhealthyError, match="a message has been waiting for 66"):
        mail_leaves()


@pytest.mark.django_db
def test_mail_that_somebody_waits_for_is_late_while_no_server_can_be_reached() -> None:
    mail(created_at=minutes_ago(11), next_attempt_at=timezone.now() + datetime.timedelta(minutes=1))
    with pytest.raises(UnhealthyError):
        mail_leaves()


@pytest.mark.django_db
def test_mail_that_was_refused_or_is_held_back_is_not_late() -> None:
    later = timezone.now() + datetime.timedelta(hours=1)
    mail(created_at=minutes_ago(600), attempts=3, next_attempt_at=later)  # one poisoned address
    mail(created_at=minutes_ago(600), can_wait=True, next_attempt_at=later)  # quiet hours
    mail(
        created_at=minutes_ago(600), attempts=20, next_attempt_at=None,
        given_up=GivenUp.ATTEMPTS, given_up_at=timezone.now(),
    )  # fmt: skip
    mail_leaves()
    assert by_state() == {"waiting": 1, "retrying": 1, "given_up": 1}


@pytest.mark.django_db
def test_a_mail_server_that_is_down_is_seen_by_the_mail_that_waits(settings: Settings) -> None:
    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nothing listens there
    mail(created_at=minutes_ago(11))
    call_command("send_mail_outbox")
    with pytest.raises(UnhealthyError):
        mail_leaves()


# Tasks


def job(**fields: Any) -> Task:
    made = {"name": "search_drain", "lane": Lane.SHORT, "period": 2, "limit": 60}
    now = {"started_at": timezone.now(), "succeeded_at": timezone.now(), "duration": 0.5}
    return Task.objects.create(**{**made, **now, **fields})


@pytest.mark.django_db
def test_a_portal_without_workers_is_seen() -> None:
    with pytest.raises(UnhealthyError, match="no worker has begun anything yet"):
        workers_work()
    job(started_at=minutes_ago(3))
    with pytest.raises(UnhealthyError, match="no worker has begun anything for 180 s"):
        workers_work()


@pytest.mark.django_db
def test_a_job_that_is_late_is_seen_while_others_run() -> None:
    job()
    workers_work()
    job(name="purge_expired", period=3600, succeeded_at=minutes_ago(190), created_at=minutes_ago(900))
    with pytest.raises(UnhealthyError, match="late: purge_expired"):
        workers_work()
    assert tasks.late() == {"search_drain": 0, "purge_expired": 1}
    assert tasks.durations() == {"search_drain": 0.5, "purge_expired": 0.5}


@pytest.mark.django_db
def test_what_waits_is_told_by_lane() -> None:
    job(due_at=timezone.now() + datetime.timedelta(hours=1))
    once = {"period": None, "lane": Lane.HEAVY}
    job(name="a", **once, due_at=minutes_ago(5))
    job(name="b", **once, due_at=minutes_ago(2))
    job(name="c", **once, due_at=minutes_ago(2), claimed_until=timezone.now() + datetime.timedelta(hours=1))
    job(name="d", **once, due_at=None, given_up_at=timezone.now())
    assert tasks.waiting() == {"short": 0, "bulk": 0, "heavy": 2}
    assert tasks.running() == {"short": 0, "bulk": 0, "heavy": 1}
    assert tasks.given_up() == 1
    assert tasks.oldest() == {"short": 0, "bulk": 0, "heavy": pytest.approx(300, abs=60)}


def test_checks_are_registered_once_and_beside_their_code() -> None:
    modules = {name: _module(check) for name, check in checks.items()}
    assert modules["search"] == modules["search_lag"] == "search.health"
    assert modules["mail"] == "portal.mail.health"
    assert apps.get_app_config("health").name == "portal.health"


def _module(check: Check) -> str:
    return check.run.__module__
