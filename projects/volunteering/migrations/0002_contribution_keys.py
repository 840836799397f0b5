from uuid import uuid4

from django.db import migrations, models

import projects.volunteering.models


def give_keys(apps, schema_editor):
    contribution = apps.get_model("volunteering", "Contribution")
    lines = list(contribution.objects.filter(import_key=""))
    for line in lines:
        line.import_key = uuid4().hex
    contribution.objects.bulk_update(lines, ["import_key"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("volunteering", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="contribution",
            name="import_key",
            field=models.CharField(
                default=projects.volunteering.models.new_key, editable=False, max_length=100
            ),
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
    ]
