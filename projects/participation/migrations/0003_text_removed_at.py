"""When the text of a comment was removed after its author's departure."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participation", "0002_initial")]
    operations = [
        migrations.AddField(
            "comment",
            "text_removed_at",
            models.DateTimeField(blank=True, editable=False, null=True),
        )
    ]
