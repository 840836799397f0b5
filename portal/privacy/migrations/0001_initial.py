"""Requests of agents about their personal data."""

import django.db.models.deletion
import django.utils.timezone
import portal.privacy.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PrivacyRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('objection', 'Object to a use of my data'), ('rectification', 'Have my data corrected'), ('erasure', 'Have data erased'), ('access', 'Know what is held about me, and why'), ('restriction', 'Have a use of my data suspended')], max_length=20, verbose_name='request')),
                ('text', models.TextField(max_length=5000, verbose_name='details')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='received on')),
                ('due_on', models.DateField(default=portal.privacy.models.due_date, verbose_name='answer due by')),
                ('status', models.CharField(choices=[('received', 'Received'), ('under_way', 'Being examined'), ('granted', 'Granted'), ('refused', 'Refused, with reasons')], default='received', max_length=20, verbose_name='status')),
                ('answer', models.TextField(blank=True, help_text='The agent reads it on their page “My data”, and a mail tells them that it is there.', max_length=5000, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered on')),
                ('announced_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('answer_announced_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='privacy_requests', to=settings.AUTH_USER_MODEL, verbose_name='agent')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
            ],
            options={
                'verbose_name': 'request about personal data',
                'verbose_name_plural': 'requests about personal data',
                'ordering': ['-created_at', '-pk'],
            },
        ),
    ]
