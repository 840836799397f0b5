"""Deployment checks of accounts: nothing is served until they pass."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection

from .models import User
from .published import published_accounts

SHOWN = 3  # addresses


@register(Tags.security, deploy=True)
def nobody_has_a_published_password(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report an error if the database holds accounts of the demonstration."""
    try:
        if User._meta.db_table not in connection.introspection.table_names():
            return []  # the first start: no account yet
        accounts = published_accounts()
        addresses = list(accounts.order_by("pk").values_list("email", flat=True)[:SHOWN])
    except OperationalError:
        return []  # portal.common.deploy_checks says that the database does not answer
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


def refuse_published_accounts() -> None:
    """Raise `ImproperlyConfigured` in place of starting with accounts of the demonstration.

    A web server started without `run.py serve` makes no check. A database that is down for now holds no start
    up: whatever it holds, `AgentBackend` signs none of these accounts in.
    """
    if settings.PUBLISHED_ACCOUNTS_MAY_SIGN_IN:
        return
    try:
        problems = nobody_has_a_published_password(None)
    finally:
        connection.close()  # the threads that answer have their own
    for problem in problems:
        raise ImproperlyConfigured(f"{problem.msg}\n{problem.hint}")
