"""Deployment checks of accounts: `run.py serve` starts nothing until they pass."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection

from .models import User
from .published import published_accounts

SHOWN = 3  # addresses


@register(Tags.security, deploy=True)
def nobody_has_a_published_password(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report an error if the database holds accounts of the demonstration."""
    if User._meta.db_table not in connection.introspection.table_names():
        return []  # the first start: no account yet
    accounts = published_accounts()
    addresses = list(accounts.order_by("pk").values_list("email", flat=True)[:SHOWN])
    if not addresses:
        return []
    return [
        Error(
            f"The database holds {accounts.count()} accounts of the demonstration, whose password is "
            f"published, such as {', '.join(addresses)}.",
            hint="Start from an empty database: name it in DATABASE_URL. To keep this one, give each "
            "of these accounts an address that exists and a new password, or delete it.",
            id="accounts.E001",
        )
    ]
