"""Append-only tables: the database itself refuses every other change, whoever makes it."""

import datetime
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState

MESSAGE = "this table is append-only"


class AppendOnly(migrations.operations.base.Operation):
    """Migration operation: rows of `table` cannot change, nor be deleted before they are `keep_for` old.

    `timestamp` names the column that holds the time of writing. Without `keep_for`, rows can never be
    deleted. On SQLite, Django rebuilds a table whose columns change, and the triggers go with the old one.
    Such a migration must repeat this operation (tests/common/test_append_only.py checks it).
    """

    reversible = True
    reduces_to_sql = False

    def __init__(
        self, table: str, keep_for: datetime.timedelta | None = None, timestamp: str = "timestamp"
    ) -> None:
        self.table = table
        self.keep_for = keep_for
        self.timestamp = timestamp

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change no model."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for statement in self.protect(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for statement in self.release(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Make {self.table} append-only"

    def protect(self, vendor: str) -> list[str]:
        """Return the SQL that creates the triggers."""
        return self._protect_sqlite() if vendor == "sqlite" else self._protect_postgresql()

    def release(self, vendor: str) -> list[str]:
        """Return the SQL that drops the triggers."""
        if vendor == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {self.table}_no_{verb}" for verb in ("update", "delete")]
        return [
            *(
                f"DROP TRIGGER IF EXISTS {self.table}_no_{verb} ON {self.table}"
                for verb in ("update", "delete", "truncate")
            ),
            f"DROP FUNCTION IF EXISTS {self.table}_append_only()",
        ]

    def _protect_sqlite(self) -> list[str]:
        refuse = f"BEGIN SELECT RAISE(ABORT, '{self.table}: {MESSAGE}'); END"
        young = ""
        if self.keep_for:
            seconds = int(self.keep_for.total_seconds())
            oldest = f"strftime('%Y-%m-%d %H:%M:%f', 'now', '-{seconds} seconds')"
            young = f'WHEN OLD."{self.timestamp}" > {oldest}'
        return [
            f"CREATE TRIGGER {self.table}_no_update BEFORE UPDATE ON {self.table} {refuse}",
            f"CREATE TRIGGER {self.table}_no_delete BEFORE DELETE ON {self.table} {young} {refuse}",
        ]

    def _protect_postgresql(self) -> list[str]:
        function = f"{self.table}_append_only()"
        body = f"BEGIN RAISE EXCEPTION '{self.table}: {MESSAGE}'; END"
        each_row = f"ON {self.table} FOR EACH ROW"
        refuse = f"EXECUTE FUNCTION {function}"
        young = ""
        if self.keep_for:
            seconds = int(self.keep_for.total_seconds())
            young = f"""WHEN (OLD."{self.timestamp}" > now() - interval '{seconds} seconds')"""
        return [
            f"CREATE FUNCTION {function} RETURNS trigger LANGUAGE plpgsql AS $${body}$$",
            f"CREATE TRIGGER {self.table}_no_update BEFORE UPDATE {each_row} {refuse}",
            f"CREATE TRIGGER {self.table}_no_delete BEFORE DELETE {each_row} {young} {refuse}",
            f"CREATE TRIGGER {self.table}_no_truncate BEFORE TRUNCATE ON {self.table} {refuse}",
        ]
