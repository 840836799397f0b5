"""Actions on accounts in Wagtail's log, which by itself records pages, images and snippets only.

The tables are append-only (migration 0002): a row is neither changed nor removed for `KEPT_FOR`.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry, PageLogEntry

from portal.common.retention import delete_all

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
    """Register these actions, with their labels, in Wagtail's log.

    `words` maps the codes of an entry's details to their labels.
    """
    for action, label in actions.items():
        registry.register_action(action)(
            type("AccountLogFormatter", (_Formatter,), {"label": label, "words": words or {}})
        )


class _Formatter(LogFormatter):
    """Format an entry as the label of its action, then in brackets what changed, from where and how."""

    words: Mapping[str, Text]

    def format_message(self, log_entry: ModelLogEntry) -> str:
        data: dict[str, Any] = log_entry.data
        changes = (("added", _("added: %(names)s")), ("removed", _("removed: %(names)s")))
        parts = [text % {"names": ", ".join(data[key])} for key, text in changes if data.get(key)]
        for key in ("from", "to", "method", "address", "path", "reason"):
            if data.get(key):
                parts.append(str(self.words.get(data[key], data[key])))
        return f"{self.label} ({' · '.join(parts)})" if parts else str(self.label)


def purge_log(before: datetime.datetime) -> int:
    """Remove the rows written before this moment. The database refuses those younger than `KEPT_FOR`."""
    return sum(
        delete_all(model.objects.filter(timestamp__lt=before)) for model in (ModelLogEntry, PageLogEntry)
    )
