"""Communication keeps the vocabulary of the search and reads what people search."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

EDITED = ("synonym", "promotedresult")
CODENAMES = [
    *(f"{action}_{model}" for model in EDITED for action in ("add", "change", "delete", "view")),
    "view_querycount",
]


def grant(apps, schema_editor):
    app_config = apps.get_app_config("search")
    app_config.models_module = True
    create_permissions(app_config, apps=apps, verbosity=0)
    app_config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="search", codename__in=CODENAMES
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=["Communication", "Administrators"]):
        group.permissions.add(*permissions)


def withdraw(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="search", codename__in=CODENAMES
    )
    for group in apps.get_model("auth", "Group").objects.all():
        group.permissions.remove(*permissions)


class Migration(migrations.Migration):
    dependencies = [("home", "0008_external_content"), ("search", "0005_synonyms")]
    operations = [migrations.RunPython(grant, withdraw)]
