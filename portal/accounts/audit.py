"""What Wagtail's log says of accounts, besides what it says of pages, images and snippets by itself.

The tables are append-only (migration 0002): a line is neither changed nor removed for `KEPT_FOR`.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry, PageLogEntry

Text = str | Promise

KEPT_FOR = datetime.timedelta(days=365)

ACTIONS = {
    "accounts.groups": gettext_lazy("Groups of an account"),
    "accounts.rights": gettext_lazy("Rights of a group"),
    "accounts.open": gettext_lazy("Account opened"),
    "accounts.close": gettext_lazy("Account closed"),
    "accounts.email": gettext_lazy("Address of an account"),
    "accounts.export": gettext_lazy("Export of a list"),
}


def register_actions(
    registry: LogActionRegistry, actions: Mapping[str, Text], words: Mapping[str, Text] | None = None
) -> None:
    """Tell Wagtail's log these actions. `words` says for people what a detail says in code."""
    for action, label in actions.items():
        registry.register_action(action)(
            type("AccountLogFormatter", (_Formatter,), {"label": label, "words": words or {}})
        )


class _Formatter(LogFormatter):
    """The label of the action, and what the entry knows besides."""

    words: Mapping[str, Text]

    def format_message(self, log_entry: ModelLogEntry) -> str:
        details = details_of(log_entry, self.words)
        return f"{self.label} ({details})" if details else str(self.label)


def details_of(log_entry: ModelLogEntry, words: Mapping[str, Text]) -> str:
    """What was gained and lost, from where and how, in one line."""
    data: dict[str, Any] = log_entry.data
    parts = [
        *_list(_("added: %(names)s"), data.get("added", [])),
        *_list(_("removed: %(names)s"), data.get("removed", [])),
        *(
            str(words.get(data[key], data[key]))
            for key in ("from", "to", "method", "address", "path", "reason")
            if data.get(key)
        ),
    ]
    return " · ".join(parts)


def _list(words: str, names: Iterable[str]) -> list[str]:
    return [words % {"names": ", ".join(names)}] if names else []


def purge_log(before: datetime.datetime) -> int:
    """Remove the lines written before this moment. The database refuses while they are `KEPT_FOR` young."""
    return sum(
        model.objects.filter(timestamp__lt=before).delete()[0] for model in (ModelLogEntry, PageLogEntry)
    )
