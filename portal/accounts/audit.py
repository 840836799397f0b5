"""What Wagtail's log says of accounts, besides what it says of pages, images and snippets by itself.

The tables are append-only (migration 0002): a line is neither changed nor removed for `KEPT_FOR`.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry, PageLogEntry

from .directory.enums import Source

KEPT_FOR = datetime.timedelta(days=365)

ACTIONS = {
    "accounts.sign_in": gettext_lazy("Sign-in of someone who may use the administration"),
    "accounts.lock": gettext_lazy("Too many wrong passwords or codes"),
    "accounts.unlock": gettext_lazy("Lock lifted"),
    "accounts.groups": gettext_lazy("Groups of an account"),
    "accounts.rights": gettext_lazy("Rights of a group"),
    "accounts.open": gettext_lazy("Account opened"),
    "accounts.close": gettext_lazy("Account closed"),
    "accounts.email": gettext_lazy("Address of an account"),
    "accounts.password": gettext_lazy("Password changed"),
    "accounts.second_factor_on": gettext_lazy("Two-step verification turned on"),
    "accounts.second_factor_off": gettext_lazy("Two-step verification turned off by its owner"),
    "accounts.second_factor_removed": gettext_lazy("Two-step verification removed by an administrator"),
    "accounts.signed_out": gettext_lazy("Signed out everywhere by an administrator"),
    "accounts.export": gettext_lazy("Export of a list"),
}

METHODS = {"password": gettext_lazy("Password"), **dict(Source.choices)}


def register_actions(registry: LogActionRegistry) -> None:
    """Tell Wagtail's log the actions of this app."""
    for action, label in ACTIONS.items():
        registry.register_action(action)(type("AccountLogFormatter", (_Formatter,), {"label": label}))


class _Formatter(LogFormatter):
    """The label of the action, and what the entry knows besides."""

    def format_message(self, log_entry: ModelLogEntry) -> str:
        details = details_of(log_entry)
        return f"{self.label} ({details})" if details else str(self.label)


def details_of(log_entry: ModelLogEntry) -> str:
    """What was gained and lost, from where and how, in one line."""
    data: dict[str, Any] = log_entry.data
    parts = [
        *_list(_("added: %(names)s"), data.get("added", [])),
        *_list(_("removed: %(names)s"), data.get("removed", [])),
        *(
            _in_words(key, data[key])
            for key in ("from", "to", "method", "address", "path", "reason")
            if data.get(key)
        ),
    ]
    return " · ".join(parts)


def _in_words(key: str, value: Any) -> str:
    return str(METHODS.get(value, value) if key == "method" else value)


def _list(words: str, names: Iterable[str]) -> list[str]:
    return [words % {"names": ", ".join(names)}] if names else []


def purge_log(before: datetime.datetime) -> int:
    """Remove the lines written before this moment. The database refuses while they are `KEPT_FOR` young."""
    return sum(
        model.objects.filter(timestamp__lt=before).delete()[0] for model in (ModelLogEntry, PageLogEntry)
    )
