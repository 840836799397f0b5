from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0003_of_lead'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='progressentry',
            index=models.Index(fields=['-date', '-id'], name='projects_entry_newest'),
        ),
    ]
