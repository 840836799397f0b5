"""The steering committee answers the proposals of agents."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

GROUPS = ["Steering committee", "Administrators"]


def grant(apps, schema_editor):
    app_config = apps.get_app_config("participation")
    app_config.models_module = True
    create_permissions(app_config, apps=apps, verbosity=0)
    app_config.models_module = None
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.add(_permission(apps))


def withdraw(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.remove(_permission(apps))


def _permission(apps):
    return apps.get_model("auth", "Permission").objects.get(
        content_type__app_label="participation", codename="add_proposalanswer"
    )


class Migration(migrations.Migration):
    dependencies = [("home", "0010_moderation_rights"), ("participation", "0009_proposals")]
    operations = [migrations.RunPython(grant, withdraw)]
