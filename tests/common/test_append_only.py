"""The log is refused any change by the database itself, whatever asks for it."""

import datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry

from portal.accounts.audit import KEPT_FOR, purge_log
from portal.accounts.models import User
from portal.common.append_only import MESSAGE, AppendOnly
from tests.conftest import append_only_tables
from tests.factories import ActionPageFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TABLES = {"wagtailcore_modellogentry": ModelLogEntry, "wagtailcore_pagelogentry": PageLogEntry}


@pytest.fixture
def entries(agent: User) -> None:
    log(agent, "accounts.unlock", user=agent)
    log(ActionPageFactory(), "wagtail.publish", user=agent)


def refused(sql: str) -> None:
    with pytest.raises(DatabaseError, match=MESSAGE), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_migrations_protect_both_tables_of_the_log() -> None:
    register = {"moderation_moderationdecision", "moderation_charterrule"}  # tests/moderation
    assert {table.table for table in append_only_tables()} == set(TABLES) | register


@pytest.mark.parametrize("table", TABLES)
def test_no_line_changes_nor_goes(table: str, entries: None) -> None:
    assert TABLES[table].objects.exists()
    refused(f"UPDATE {table} SET label = 'autre'")  # noqa: S608 one of TABLES
    refused(f"DELETE FROM {table}")  # noqa: S608
    if connection.vendor == "postgresql":
        connection.check_constraints()  # those of the new rows, which would refuse it for their own reason
        refused(f"TRUNCATE {table}")
    with pytest.raises(DatabaseError), transaction.atomic():
        TABLES[table].objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        TABLES[table].objects.update(user=None)


def test_only_lines_older_than_a_year_are_purged(agent: User) -> None:
    now = timezone.now()
    for age in (KEPT_FOR + datetime.timedelta(hours=1), KEPT_FOR - datetime.timedelta(hours=1)):
        log(agent, "accounts.unlock", user=agent, timestamp=now - age)
    before = ModelLogEntry.objects.count()
    with pytest.raises(DatabaseError), transaction.atomic():
        purge_log(now - KEPT_FOR + datetime.timedelta(hours=2))
    assert purge_log(now - KEPT_FOR) == 1
    assert ModelLogEntry.objects.count() == before - 1


def test_wagtail_deletes_pages_and_people_whose_lines_stay(entries: None, agent: User) -> None:
    page = ActionPageFactory()
    log(page, "wagtail.edit", user=agent)
    page.save_revision(user=agent).publish()
    lines = PageLogEntry.objects.filter(page=page.pk).count()
    page.delete()
    assert PageLogEntry.objects.filter(page=page.pk).count() >= lines > 0
    pk = agent.pk
    agent.delete()
    assert ModelLogEntry.objects.filter(user=pk).exists()


def test_the_operation_is_undone(entries: None) -> None:
    operation = AppendOnly("wagtailcore_modellogentry", keep_for=KEPT_FOR)
    with connection.cursor() as cursor:
        for statement in operation.release(connection.vendor):
            cursor.execute(statement)
        cursor.execute("UPDATE wagtailcore_modellogentry SET label = 'autre'")
        for statement in operation.protect(connection.vendor):
            cursor.execute(statement)
    refused("UPDATE wagtailcore_modellogentry SET label = 'encore'")


def test_the_test_runner_alone_empties_the_database(entries: None) -> None:
    connection.check_constraints()
    connection.ops.execute_sql_flush(["DELETE FROM wagtailcore_modellogentry"])
    assert not ModelLogEntry.objects.exists()
    log(UserFactory(), "accounts.unlock")
    refused("DELETE FROM wagtailcore_modellogentry")
