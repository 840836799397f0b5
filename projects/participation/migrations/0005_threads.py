"""Each comment of the first level has a thread of its own, and its answers join it."""

import uuid

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_BATCH = 1000


def make_threads(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    comments = apps.get_model("participation", "Comment").objects.order_by()
    firsts = []
    for first in comments.filter(depth=1).only("pk").iterator(_BATCH):
        first.thread = uuid.uuid4()
        firsts.append(first)
    comments.bulk_update(firsts, ["thread"], batch_size=_BATCH)
    for depth in (2, 3):
        above = comments.filter(pk=models.OuterRef("parent_id")).values("thread")
        comments.filter(depth=depth).update(thread=models.Subquery(above))


class Migration(migrations.Migration):
    dependencies = [("participation", "0004_conversation")]
    operations = [migrations.RunPython(make_threads, migrations.RunPython.noop)]
