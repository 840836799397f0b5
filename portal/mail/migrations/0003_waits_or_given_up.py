from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mail', '0002_given_up_mail'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='outgoingmail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('given_up', ''), ('given_up_at', None), ('next_attempt_at__isnull', False)), models.Q(models.Q(('given_up', ''), _negated=True), ('given_up_at__isnull', False), ('next_attempt_at', None)), _connector='OR'), name='outgoing_mail_waits_or_given_up'),
        ),
    ]
