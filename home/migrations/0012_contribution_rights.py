"""Communication keeps the account of contributions."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

CODENAMES = [f"{action}_contribution" for action in ("add", "change", "delete", "view")]


def grant(apps, schema_editor):
    app_config = apps.get_app_config("participation")
    app_config.models_module = True
    create_permissions(app_config, apps=apps, verbosity=0)
    app_config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="participation", codename__in=CODENAMES
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=["Communication", "Administrators"]):
        group.permissions.add(*permissions)


def withdraw(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="participation", codename__in=CODENAMES
    )
    for group in apps.get_model("auth", "Group").objects.all():
        group.permissions.remove(*permissions)


class Migration(migrations.Migration):
    dependencies = [("home", "0011_proposal_rights"), ("participation", "0010_volunteering")]
    operations = [migrations.RunPython(grant, withdraw)]
