"""Communication and administrators keep the list of external sites."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

GROUPS = ("Communication", "Administrators")


def give(apps, schema_editor):
    # Django makes permissions after the last migration; the groups need them now.
    app_config = apps.get_app_config("common")
    app_config.models_module = True
    create_permissions(app_config, apps=apps, verbosity=0)
    app_config.models_module = None
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.add(*_permissions(apps))


def take_back(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.remove(*_permissions(apps))


def _permissions(apps):
    return apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="common", content_type__model="externalsite"
    )


class Migration(migrations.Migration):
    dependencies = [("common", "0001_external_sites"), ("home", "0004_groups_and_workflow")]
    operations = [migrations.RunPython(give, take_back)]
