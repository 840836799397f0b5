"""The migrated database that all runs of the tests copy is that of the present migrations, or made anew."""

from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from portal.roles.declared import NAMES
from tests import migrated

pytestmark = pytest.mark.database

READ = (
    "projects/migrations/0001_initial.py",
    "portal/roles/declared.py",
    "portal/common/append_only.py",
    "search/analysis/data/synonyms_fr.txt",
    "search/analysis/lexicon.py",
    "requirements/dev.txt",
)


@pytest.mark.django_db
def test_nothing_is_left_to_migrate() -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    assert set(NAMES) <= set(Group.objects.values_list("name", flat=True))


def test_what_decides_what_a_migrated_database_holds_is_in_its_key() -> None:
    read = migrated.sources()
    assert {migrated.ROOT / name for name in READ} <= set(read)
    assert any("wagtail/migrations" in str(path) for path in read)


@pytest.mark.parametrize("changed", ["a migration", "the versions of libraries", "a new migration"])
def test_a_change_has_another_key(changed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, files = migrated.key(), migrated.sources()
    other = tmp_path / "0001_initial.py"
    place = {"a migration": 0, "the versions of libraries": -1}.get(changed)
    if place is None:
        other.write_text("")
        files.append(other)
    else:
        other.write_bytes(files[place].read_bytes() + b"#")
        files[place] = other
    assert migrated.key() == before
    monkeypatch.setattr(migrated, "sources", lambda: files)
    assert migrated.key() != before
