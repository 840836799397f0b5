"""When an account was closed; when it stopped naming anyone; whether its texts go too."""

from django.db import migrations, models
from django.utils import timezone


def date_closed_accounts(apps, schema_editor):
    """Nobody knows when these were closed: their period begins now."""
    apps.get_model("accounts", "User").objects.filter(is_active=False).update(deactivated_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_directory")]
    operations = [
        migrations.AddField(
            "user",
            "deactivated_at",
            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="closed on"),
        ),
        migrations.AddField(
            "user",
            "pseudonymised_at",
            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="pseudonymised on"),
        ),
        migrations.AddField(
            "user",
            "forget_texts",
            models.BooleanField(
                default=False,
                help_text="At the agent’s request. A mention replaces the text of each comment, and the "
                "answers of others stay.",
                verbose_name="remove their texts after departure",
            ),
        ),
        migrations.RunPython(date_closed_accounts, migrations.RunPython.noop),
        migrations.AddConstraint(
            "user",
            models.CheckConstraint(
                condition=models.Q(is_active=True, deactivated_at__isnull=True)
                | models.Q(is_active=False, deactivated_at__isnull=False),
                name="accounts_user_closed_since",
            ),
        ),
    ]
