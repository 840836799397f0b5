"""A change of blocks is no change of the database, and makes no migration."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from wagtail.blocks import CharBlock
from wagtail.fields import StreamField as WagtailStreamField

from home.models import EditorialPage
from portal.common.fields import StreamField
from projects.models import ActionPage

pytestmark = pytest.mark.database

STREAMS = [
    field
    for model in apps.get_models()
    for field in model._meta.local_fields
    if isinstance(field, WagtailStreamField)
]


@pytest.mark.parametrize("field", STREAMS, ids=str)
def test_migrations_know_nothing_of_the_blocks_of_a_field(field: StreamField) -> None:
    _name, path, arguments, options = field.deconstruct()
    assert path == "portal.common.fields.StreamField"
    assert arguments == []
    assert options.keys() <= {"blank", "verbose_name", "help_text"}


def test_the_fields_that_we_know_are_found() -> None:
    assert {EditorialPage._meta.get_field("body"), ActionPage._meta.get_field("milestones")} <= set(STREAMS)


@pytest.mark.django_db
def test_other_blocks_make_no_migration(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in STREAMS:
        assert field.stream_block  # made of the blocks of today, and put back after the test
        monkeypatch.setattr(field, "block_types_arg", [("unknown_so_far", CharBlock(max_length=7))])
        monkeypatch.delitem(field.__dict__, "stream_block")
        assert list(field.stream_block.child_blocks) == ["unknown_so_far"]
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_another_column_makes_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard the test above: the command does see a change of a field."""
    field: models.Field = EditorialPage._meta.get_field("body")
    monkeypatch.setattr(field, "null", True)
    with pytest.raises(SystemExit):
        call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)
