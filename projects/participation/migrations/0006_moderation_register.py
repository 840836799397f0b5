"""Decisions become a register: many for a comment, under a rule; reports, appeals, sealed texts."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('participation', '0005_threads'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(max_length=1000, verbose_name='reason')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('read_at', models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                'verbose_name': 'report',
                'verbose_name_plural': 'reports',
                'ordering': ['created_at', 'pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SealedText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('versions', models.JSONField(default=list)),
                ('sealed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'sealed text',
                'verbose_name_plural': 'sealed texts',
                'default_permissions': ('view',),
            },
        ),
        migrations.AlterModelOptions(
            name='moderationdecision',
            options={'default_permissions': ('add', 'change', 'view'), 'ordering': ['-decided_at', '-pk'], 'verbose_name': 'moderation decision', 'verbose_name_plural': 'moderation decisions'},
        ),
        migrations.RenameField(
            model_name='moderationdecision',
            old_name='reason',
            new_name='reasoning',
        ),
        migrations.AddField(
            model_name='comment',
            name='current_decision',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='participation.moderationdecision'),
        ),
        migrations.AddField(
            model_name='comment',
            name='moderation_state',
            field=models.CharField(choices=[('visible', 'Visible'), ('rephrasing', 'Visible, its author is asked to rephrase'), ('folded', 'Folded'), ('withdrawn', 'Text withdrawn')], default='visible', editable=False, max_length=20),
        ),
        migrations.AddField(
            model_name='moderationdecision',
            name='asked_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='moderationdecision',
            name='follows',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='participation.moderationdecision'),
        ),
        migrations.AddField(
            model_name='moderationdecision',
            name='message',
            field=models.TextField(blank=True, max_length=2000, verbose_name='private message'),
        ),
        migrations.AddField(
            model_name='moderationdecision',
            name='outcome',
            field=models.CharField(choices=[('leave', 'Left as it is'), ('rephrase', 'Author asked to rephrase'), ('fold', 'Folded'), ('withdraw', 'Text withdrawn')], default='withdraw', max_length=20, verbose_name='outcome'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='moderationdecision',
            name='page',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.WAGTAIL_PAGE_MODEL),
        ),
        migrations.AddField(
            model_name='moderationdecision',
            name='page_title',
            field=models.CharField(default='', max_length=255),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='moderationdecision',
            name='page_was_open',
            field=models.BooleanField(default=False),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='moderationdecision',
            name='reasoning',
            field=models.TextField(max_length=2000, verbose_name='reasoning'),
        ),
        migrations.AddField(
            model_name='moderationdecision',
            name='role',
            field=models.CharField(choices=[('moderation', 'Moderation'), ('committee', 'Steering committee')], default='moderation', max_length=20, verbose_name='decided by'),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='moderationdecision',
            name='comment',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='decisions', to='participation.comment'),
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=2000, verbose_name='your reasons')),
                ('lodged_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('appellant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to=settings.AUTH_USER_MODEL)),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='participation.moderationdecision')),
            ],
            options={
                'verbose_name': 'appeal',
                'verbose_name_plural': 'appeals',
                'ordering': ['lodged_at', 'pk'],
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='moderationdecision',
            name='on_appeal',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='participation.appeal'),
        ),
        migrations.CreateModel(
            name='CharterRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('version', models.PositiveSmallIntegerField(default=1, editable=False, verbose_name='version')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('text', models.TextField(max_length=2000, verbose_name='text')),
                ('set_by_law', models.BooleanField(default=False, help_text='The law forbids what this rule forbids: personal data, insult, defamation. Only such a rule lets moderators withdraw a text; the others let them fold it.', verbose_name='set by law')),
                ('in_force', models.BooleanField(default=True, help_text='Untick it when the charter no longer has this rule.', verbose_name='in force')),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='written on')),
                ('replaces', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='participation.charterrule')),
            ],
            options={
                'verbose_name': 'rule of the charter',
                'verbose_name_plural': 'rules of the charter',
                'ordering': ['number', 'version'],
                'default_permissions': ('add', 'change', 'view'),
            },
        ),
        migrations.AddField(
            model_name='moderationdecision',
            name='rule',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='participation.charterrule', verbose_name='rule'),
        ),
        migrations.AddConstraint(
            model_name='moderationdecision',
            constraint=models.UniqueConstraint(condition=models.Q(('follows__isnull', True)), fields=('comment',), name='participation_decision_first_once'),
        ),
        migrations.AddConstraint(
            model_name='moderationdecision',
            constraint=models.CheckConstraint(condition=models.Q(('on_appeal__isnull', True), ('follows__isnull', False), _connector='OR'), name='participation_decision_appeal_follows'),
        ),
        migrations.AddField(
            model_name='report',
            name='closed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='participation.moderationdecision'),
        ),
        migrations.AddField(
            model_name='report',
            name='comment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='participation.comment'),
        ),
        migrations.AddField(
            model_name='report',
            name='reporter',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports_made', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sealedtext',
            name='comment',
            field=models.OneToOneField(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='sealed_text', to='participation.comment'),
        ),
        migrations.AddConstraint(
            model_name='charterrule',
            constraint=models.UniqueConstraint(fields=('number', 'version'), name='participation_rule_version_once'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_by__isnull', True)), fields=('comment', 'reporter'), name='participation_report_open_once'),
        ),
    ]
