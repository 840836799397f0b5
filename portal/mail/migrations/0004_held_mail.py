from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mail', '0003_waits_or_given_up'),
    ]

    operations = [
        migrations.AlterField(
            model_name='outgoingmail',
            name='given_up',
            field=models.CharField(blank=True, choices=[('refused', 'refused for good'), ('attempts', 'not accepted in all its attempts'), ('expired', 'of no use any more: it could not leave in time'), ('suppressed', 'its address refused mail for good before'), ('held', 'on hold: a restore brought it back, and it may have left since')], max_length=10, verbose_name='given up'),
        ),
    ]
