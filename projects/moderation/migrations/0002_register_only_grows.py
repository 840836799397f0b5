"""Entries of the register and rules of the charter are never changed nor removed; appeals are for others."""

from django.db import migrations

from portal.common.append_only import AppendOnly

TABLE = "moderation_moderationdecision"
SAME = "an appeal is decided by a second moderator"
# The decision on an appeal follows the contested one.
CONTESTED = f'EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.follows_id AND moderator_id = NEW.moderator_id)'


def require_second_moderator(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_second BEFORE INSERT ON {TABLE} "
            f"WHEN NEW.on_appeal_id IS NOT NULL AND {CONTESTED} "
            f"BEGIN SELECT RAISE(ABORT, '{SAME}'); END",
            params=None,
        )
        return
    schema_editor.execute(
        f"CREATE FUNCTION {TABLE}_second() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN "
        f"IF NEW.on_appeal_id IS NOT NULL AND {CONTESTED} THEN RAISE EXCEPTION '{SAME}'; END IF; "
        "RETURN NEW; END$$",
        params=None,
    )
    schema_editor.execute(
        f"CREATE TRIGGER {TABLE}_second BEFORE INSERT ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_second()",
        params=None,
    )


def require_nobody(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_second", params=None)
        return
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_second ON {TABLE}", params=None)
    schema_editor.execute(f"DROP FUNCTION IF EXISTS {TABLE}_second()", params=None)


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial")]
    operations = [
        AppendOnly(TABLE),
        AppendOnly("moderation_charterrule"),
        migrations.RunPython(require_second_moderator, require_nobody),
    ]
