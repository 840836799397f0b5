"""Administrators, who hold every right over accounts, hold those over the rules of the directory."""

from django.contrib.auth.management import create_permissions
from django.db import migrations


def give(apps, schema_editor):
    app_config = apps.get_app_config("accounts")
    app_config.models_module = True
    create_permissions(app_config, apps=apps, verbosity=0)
    app_config.models_module = None
    group = apps.get_model("auth", "Group").objects.get(name="Administrators")
    group.permissions.add(
        *apps.get_model("auth", "Permission").objects.filter(
            content_type__app_label="accounts", content_type__model="directoryrule"
        )
    )


class Migration(migrations.Migration):
    dependencies = [("home", "0005_bodies"), ("accounts", "0003_directory")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
