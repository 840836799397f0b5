"""Fixtures shared by every test."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from portal.accounts.models import User
from portal.common.append_only import AppendOnly
from portal.settings import base
from tests import migrated
from tests.factories import UserFactory

# How long an example takes says nothing on a machine that does other things.
hypothesis_settings.register_profile("portal", deadline=None)
hypothesis_settings.load_profile("portal")


def append_only_tables() -> list[AppendOnly]:
    """What the migrations made append-only."""
    migrations = MigrationLoader(None).disk_migrations.values()
    return [found for one in migrations for found in one.operations if isinstance(found, AppendOnly)]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever several connections do at once depends on the database."""
    for item in items:
        if "shared_database" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.database)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail, where NONE_SKIPPED is set, when something was: a part that is missing is a fault."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if "NONE_SKIPPED" in os.environ and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A copy of the migrated database, instead of the migrations that pytest-django would run."""
    with django_db_blocker.unblock():
        own = connection.settings_dict["NAME"]
        migrated.use_copy()
    yield
    with django_db_blocker.unblock():
        connection.creation.destroy_test_db(own, verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def flush_append_only_tables() -> Iterator[None]:
    """Let the test runner empty the database between tests, which nobody else may: nothing in portal/ can.

    The triggers are dropped for the flush alone, then made again.
    """
    tables, flush = append_only_tables(), connection.ops.execute_sql_flush

    def execute_sql_flush(statements: list[str]) -> None:
        def execute(kind: Callable[[AppendOnly], list[str]]) -> None:
            with connection.cursor() as cursor:
                for table in tables:
                    for statement in kind(table):
                        cursor.execute(statement)

        execute(lambda table: table.release(connection.vendor))
        flush(statements)
        execute(lambda table: table.protect(connection.vendor))

    connection.ops.execute_sql_flush = execute_sql_flush
    yield
    connection.ops.execute_sql_flush = flush


@pytest.fixture(scope="session", autouse=True)
def mail_goes_to_the_outbox(django_test_environment: None) -> None:
    """Let requests write mail where they do in production: Django's tests would have it sent at once.

    What `send_mail_outbox` sends is in `django.core.mail.outbox`, or in a `tests.mailbox.Mailbox`.
    """
    settings.EMAIL_BACKEND = base.EMAIL_BACKEND


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Nothing is kept of other tests: their rows are gone, and so are the keys made from them."""
    cache.clear()


@pytest.fixture
def agent(db: None) -> User:
    """An agent without any role."""
    return UserFactory()


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    """A test client signed in as the given user."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def shared_database(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """No transaction around the test: what one thread commits, the others read.

    On SQLite the threads work on a file, a copy of the test database, because the one in memory serves one
    writer only. On PostgreSQL they work on the test database itself, and the test removes what it wrote.
    """
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            path = tmp_path / "portal.sqlite3"
            copy = sqlite3.connect(path)
            connection.ensure_connection()
            connection.connection.backup(copy)
            copy.close()
            monkeypatch.setitem(connections.settings["default"], "NAME", str(path))
        yield


@pytest.fixture
def media_root(settings: Settings, tmp_path: Path) -> Path:
    """An empty folder of uploads for one test."""
    folder = tmp_path / "media"
    folder.mkdir()
    settings.MEDIA_ROOT = folder
    return folder
