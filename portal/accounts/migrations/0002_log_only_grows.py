"""Wagtail's log is not changed, and a line is not removed before its time."""

import datetime

from django.db import migrations

from portal.common.append_only import AppendOnly

KEPT_FOR = datetime.timedelta(days=365)  # as portal.accounts.audit says


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("wagtailcore", "0098_apitoken")]
    operations = [
        AppendOnly("wagtailcore_modellogentry", keep_for=KEPT_FOR),
        AppendOnly("wagtailcore_pagelogentry", keep_for=KEPT_FOR),
    ]
